import type { ToolResultView } from "@vibedeck/core";
import { html, type TemplateResult } from "lit";
import { code } from "../../highlight/code.ts";
import { count, counted } from "../amounts.ts";
import { clippedText, countLines } from "../clipped-text.ts";
import { copyButton } from "../copy.ts";

type FileResult = Extract<ToolResultView, { kind: "file" }>;

/** Text of a file, with line numbers that are not copied with it. */
export function fileBox(path: string, text: string, startLine: number): TemplateResult {
  return html`<div class="codebox">${clippedText(
    text,
    (shown) =>
      html`<div class="lines" tabindex="0"><pre class="line-numbers" aria-hidden="true">${numbers(startLine, shown)}</pre><pre class="line-text">${code(shown, { path })}</pre></div>`,
  )}${copyButton(() => text)}</div>`;
}

/** What was read of a file. */
export function fileResult(view: FileResult): TemplateResult {
  return view.text === "" ? html`<p class="side">Empty</p>` : fileBox(view.path, view.text, view.startLine);
}

/** How much was read. */
export function fileStats(view: FileResult): string {
  const lines = countLines(view.text);
  // Tools count the empty line after the last line feed, too.
  if (view.totalLines === undefined || view.totalLines <= lines + 1) return counted(lines, "line");
  return `${count(lines)} of ${counted(view.totalLines, "line")}`;
}

function numbers(start: number, text: string): string {
  const first = Number.isSafeInteger(start) ? start : 1;
  return Array.from({ length: countLines(text) }, (_, index) => first + index).join("\n");
}
