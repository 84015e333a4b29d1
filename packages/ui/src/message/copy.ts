import { html, type TemplateResult } from "lit";
import { icon } from "./icons.ts";

/** How long the button says that it worked, in milliseconds. */
const SAID_MS = 1500;

/** A button that copies a text. */
export function copyButton(text: () => string, label = "Copy"): TemplateResult {
  const copy = async (event: Event): Promise<void> => {
    event.preventDefault();
    event.stopPropagation();
    const button = event.currentTarget;
    if (!(button instanceof HTMLElement)) return;
    const done = await copyText(text(), button);
    button.dataset["said"] = done ? "copied" : "failed";
    button.title = done ? "Copied" : "Could not copy";
    setTimeout(() => {
      delete button.dataset["said"];
      button.title = label;
    }, SAID_MS);
  };
  return html`<button class="act copy" type="button" title=${label} aria-label=${label} @click=${copy}>${icon("copy")}${icon("check")}</button>`;
}

/** Copies through the clipboard API, or, where the page is not served securely, through a selection. */
async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => copySelected(text, near),
    );
  }
  return copySelected(text, near);
}

function copySelected(text: string, near: HTMLElement): boolean {
  const area = document.createElement("textarea");
  area.className = "offscreen";
  area.value = text;
  near.after(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  near.focus();
  return done;
}
