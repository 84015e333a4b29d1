import { html, nothing, type TemplateResult } from "lit";
import type { BackendStatus } from "../app/backend-status.ts";
import { icon } from "../app/icons.ts";

/** Says which backends do not work, and on demand why and what to do; the others go on. */
export function brokenBackends(broken: readonly BackendStatus[]): TemplateResult | typeof nothing {
  if (broken.length === 0) return nothing;
  return html`<div class="broken" role="status">${broken.map(one)}</div>`;
}

function one({ id, title, state, error }: BackendStatus): TemplateResult {
  const words = state === "failed" ? "does not run" : "has trouble";
  const line = html`${icon("notice", 14)}<span dir="auto" title=${id}>${title || id} ${words}</span>`;
  if (error === undefined) return html`<p>${line}</p>`;
  return html`<details>
    <summary>${line}${icon("chevron", 14)}</summary>
    <p>${error.message}</p>
    ${error.hint === undefined ? nothing : html`<p>${error.hint}</p>`}
    <p><code>${error.code}</code></p>
  </details>`;
}
