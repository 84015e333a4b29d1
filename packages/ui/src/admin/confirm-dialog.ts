import { html, type TemplateResult } from "lit";
import type { Question } from "./user-action.ts";

/** Asks before something is done. "No" comes first, so that a hasty Enter does nothing. */
export function confirmDialog(
  { title, text, yes }: Question,
  answer: (yes: boolean) => void,
): TemplateResult {
  return html`<dialog class="confirm" aria-labelledby="question" aria-describedby="means"
    @close=${(event: Event) => event.target instanceof HTMLDialogElement && answer(event.target.returnValue === "yes")}>
    <form method="dialog">
      <h2 id="question" dir="auto">${title}</h2>
      <p id="means">${text}</p>
      <p class="ways">
        <button class="framed" value="no">Cancel</button>
        <button class="main" value="yes">${yes}</button>
      </p>
    </form>
  </dialog>`;
}
