import { type Html, html } from "./html.ts";
import type { Page } from "./page.ts";

/** What {@link signInPage} shows. */
export interface SignInView {
  /** What the provider is called; `undefined` where a proxy before the server signs people in. */
  readonly label: string | undefined;
  /** Where sign-in begins. */
  readonly loginHref: string;
  /** Why people are here: they signed out, or their sign-in ended. */
  readonly after: "signed-out" | "ended" | undefined;
  /** Where the provider's own sign-in can be ended. */
  readonly signOutUrl: string | undefined;
}

/** Longer labels are cut: they are the operator's, and may be wrong. */
const MAX_LABEL = 60;

/** The page that strangers see: what this is, and the one way in. */
export function signInPage(view: SignInView): Page {
  const label = view.label?.slice(0, MAX_LABEL);
  return {
    title: view.after === "signed-out" && label !== undefined ? "Signed out" : "Sign in",
    body: html`${noteOf(view, label)}
<p>Coding agents that run on this server, to watch and to drive from the browser.</p>
${label === undefined ? atTheProxy(view) : html`<a class="button" href="${view.loginHref}">Sign in with ${label}</a>`}`,
  };
}

function noteOf({ after, signOutUrl }: SignInView, label: string | undefined): Html | undefined {
  if (after === "ended") {
    return html`<p class="note" role="status">Your sign-in ended. Sign in again to go on where you were.</p>`;
  }
  if (after === undefined) return undefined;
  const [where, done] =
    label === undefined
      ? ["the proxy before this server", undefined]
      : [label, "You are signed out of this server. "];
  const way =
    signOutUrl === undefined
      ? undefined
      : html` <a href="${signOutUrl}" rel="noreferrer">Sign out at ${where} too</a>`;
  return html`<p class="note" role="status">${done}You may still be signed in at ${where}: whoever uses this browser next could then come in without a password.${way}</p>`;
}

function atTheProxy({ loginHref }: SignInView): Html {
  return html`<p>Here, people are signed in by the proxy before this server, and it did not say who you are. Open the page by its usual address; if this comes again, tell the operator.</p>
<a class="button" href="${loginHref}">Try again</a>`;
}
