import { html, nothing, type TemplateResult } from "lit";
import type { AccessState } from "../app/access.ts";

/** What the buttons of the locked page do. */
export interface LockActions {
  /** Where to sign in. */
  readonly signIn: string;
  /** Absent where there is nothing to end. */
  readonly signOut: (() => void) | undefined;
}

/** What stands before everything while the server does not let the reader in: somebody else may sit there by now. */
export function lockedPage(
  state: AccessState,
  gone: boolean,
  actions: LockActions,
): TemplateResult | typeof nothing {
  if (gone)
    return card(
      "You are signed out",
      "What you had not sent was deleted from this browser.",
      signInLink("Sign in", actions),
    );
  if (state.kind === "out")
    return card(
      "You are signed out",
      "Your sign-in ended. What you were writing is kept in this browser and comes back when you sign in again.",
      signInLink("Sign in again", actions),
    );
  if (state.kind === "refused")
    return card(
      "You cannot use this deck",
      [state.message, state.hint].filter((part) => part !== undefined).join(" "),
      html`${signInLink("Use another account", actions)}
        ${actions.signOut === undefined ? nothing : html`<button class="framed" @click=${actions.signOut}>Sign out</button>`}`,
    );
  return nothing;
}

/** With a target, so that the browser follows it itself even to an address of the page. */
function signInLink(text: string, { signIn }: LockActions): TemplateResult {
  return html`<a class="main" target="_self" href=${signIn}>${text}</a>`;
}

function card(title: string, text: string, ways: TemplateResult): TemplateResult {
  return html`<div class="locked" role="alertdialog" aria-modal="true" aria-labelledby="locked" aria-describedby="locked-why">
    <div>
      <h1 id="locked">${title}</h1>
      <p id="locked-why">${text}</p>
      <p class="ways">${ways}</p>
    </div>
  </div>`;
}
