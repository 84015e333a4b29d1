import { html, nothing, type TemplateResult } from "lit";
import type { ApiError } from "../app/http.ts";
import { icon } from "../app/icons.ts";

/** What stands between a message and the agent. */
export type Trouble =
  /** No answer yet; it is being tried again. */
  | { readonly kind: "waiting"; readonly tries: number }
  | { readonly kind: "failed"; readonly error: ApiError };

/** What the buttons do. `undefined`: it cannot be done here. */
export interface TroubleActions {
  readonly stop: () => void;
  readonly again: () => void;
  readonly force: () => void;
  readonly fork: (() => void) | undefined;
  readonly dismiss: () => void;
}

/** Says why the message is still in the box, and what can be done. */
export function troubleNote(trouble: Trouble, actions: TroubleActions): TemplateResult {
  if (trouble.kind === "waiting") {
    return html`<div class="note warning" role="status">
      <p>The server does not answer. Trying again …</p>
      <button class="framed" @click=${actions.stop}>Stop trying</button>
    </div>`;
  }
  const { error } = trouble;
  return html`<div class="note error" role="alert">
    ${icon("notice")}
    <p>${error.code === "UNAUTHENTICATED" ? "Not sent: you were signed out. What you wrote is kept." : error.message}
      ${error.hint === undefined ? nothing : html`<span>${error.hint}</span>`}</p>
    <button class="icon" aria-label="Dismiss" @click=${actions.dismiss}>${icon("close", 14)}</button>
    <div class="ways">${ways(error, actions)}</div>
  </div>`;
}

function ways({ code }: ApiError, actions: TroubleActions): TemplateResult | typeof nothing {
  if (code === "RUNS_ELSEWHERE") {
    return html`${actions.fork === undefined ? nothing : html`<button class="framed" @click=${actions.fork}>Fork instead</button>`}
      <button class="framed" @click=${actions.force}>Send anyway</button>`;
  }
  return html`<button class="framed" @click=${actions.again}>Try again</button>`;
}
