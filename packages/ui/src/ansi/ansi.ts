import { html, type TemplateResult } from "lit";
import { parseAnsi } from "./parse-ansi.ts";
import type { Style } from "./sgr.ts";

/** Shows terminal output in its colours, for the inside of a `pre`. */
export function ansi(text: string): TemplateResult {
  const runs = parseAnsi(text).map((run) => {
    const names = classes(run.style);
    return names === "" ? run.text : html`<span class=${names}>${run.text}</span>`;
  });
  return html`${runs}`;
}

function classes(style: Style): string {
  const names: string[] = [];
  if (style.fg !== undefined) names.push(`fg-${style.fg}`);
  if (style.bg !== undefined) names.push(`bg-${style.bg}`);
  for (const name of ["bold", "dim", "italic", "underline", "strike", "inverse"] as const) {
    if (style[name]) names.push(`sgr-${name}`);
  }
  return names.join(" ");
}
