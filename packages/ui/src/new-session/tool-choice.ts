import { html, nothing, type TemplateResult } from "lit";
import type { BackendStatus } from "../app/backend-status.ts";

/** The tools that a session can begin with; nothing where there is only one. */
export function toolChoice(
  backends: readonly BackendStatus[],
  chosen: string | undefined,
  choose: (id: string) => void,
): TemplateResult | typeof nothing {
  if (backends.length < 2) return nothing;
  return html`<fieldset>
    <legend>Tool</legend>
    ${backends.map(
      ({ id, title }) =>
        html`<label><input type="radio" name="backend" .checked=${id === chosen} @change=${() => choose(id)} /> ${title}</label>`,
    )}
  </fieldset>`;
}
