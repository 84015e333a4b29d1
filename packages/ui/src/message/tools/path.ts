import { html, type TemplateResult } from "lit";
import { splitPath, unmasked } from "../short-text.ts";

/** A path on one line. When it does not fit, its middle goes: the name at its end stays. */
export function pathLine(path: string): TemplateResult {
  const [folder, name] = splitPath(path);
  return html`<span class="path" dir="ltr" title=${unmasked(path)}><span class="path-folder">${unmasked(folder)}</span><span class="path-name">${unmasked(name)}</span></span>`;
}
