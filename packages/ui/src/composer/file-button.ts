import { html, type TemplateResult } from "lit";
import { icon } from "../app/icons.ts";

/** The button that attaches files from the disk. */
export function fileButton(disabled: boolean, take: (files: readonly File[]) => void): TemplateResult {
  const choose = (event: Event): void => {
    const input = event.currentTarget instanceof Element ? event.currentTarget.nextElementSibling : null;
    if (input instanceof HTMLInputElement) input.click();
  };
  const chosen = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    take([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  return html`<button class="icon" aria-label="Attach files" title="Attach images or text files" ?disabled=${disabled} @click=${choose}>${icon("attach")}</button>
    <input type="file" multiple hidden @change=${chosen} />`;
}
