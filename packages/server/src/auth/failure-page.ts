import { isVibeDeckError, type VibeDeckError } from "@vibedeck/core";
import type { DeckContext } from "../http/context.ts";
import { failureOf } from "../http/errors.ts";
import { type Html, html } from "./html.ts";
import { sendPage } from "./page.ts";

/** What a failure's page can offer beside its sentence. */
export interface FailureView {
  /** Where to begin again. Default: the sign-in page. */
  readonly againHref?: string;
  /** What the account is called at the provider. */
  readonly account?: string;
  /** What the provider is called. */
  readonly label?: string;
  /** Where the provider's own sign-in can be ended. */
  readonly signOutUrl?: string | undefined;
  /** Seconds; default: as for the code. */
  readonly retryAfter?: number;
  /** The message is a sentence of this server for the person, not one of a provider or a plugin. */
  readonly ownWords?: boolean;
}

interface Words {
  readonly title: string;
  readonly sentence: string;
}

const WORDS: ReadonlyMap<string, Words> = new Map([
  [
    "SIGN_IN_INVALID",
    {
      title: "Sign-in not finished",
      sentence:
        "What came back does not belong to a sign-in that this browser began in the last ten minutes, or it was used already. Begin again; if that does not help, see whether the browser keeps cookies.",
    },
  ],
  [
    "SIGN_IN_REFUSED",
    {
      title: "Not signed in",
      sentence: "The sign-in was refused by the provider, or this server does not let the account in.",
    },
  ],
  [
    "TOO_MANY_ATTEMPTS",
    {
      title: "Too many attempts",
      sentence: "Too many sign-ins were begun from your address. Wait a minute, then try again.",
    },
  ],
  [
    "PROVIDER_FAILED",
    {
      title: "Provider not available",
      sentence:
        "The sign-in provider did not answer as it should. Who is signed in already is not affected. Try again in a while.",
    },
  ],
  [
    "UNAVAILABLE",
    {
      title: "Not available",
      sentence: "The server cannot sign anybody in right now. Try again in a moment.",
    },
  ],
]);

const UNKNOWN: Words = {
  title: "Something went wrong",
  sentence: "The server could not sign you in. Its log says more at the request below.",
};

/**
 * Answers a failure of sign-in with fixed sentences and a link: never by going to the provider again, which would send
 * people round in circles, and never with a provider's own words, which a stranger can put into the address.
 */
export function failurePage(
  ctx: DeckContext,
  error: unknown,
  basePath: string,
  view: FailureView = {},
): void {
  const { requestId } = ctx.state;
  const failure = failureOf(error, requestId);
  const words = wordsOf(error);
  const after = view.retryAfter ?? failure.retryAfter;
  if (after !== undefined) ctx.set("Retry-After", String(after));
  const own =
    view.ownWords === true && isVibeDeckError(error) && error.code === "SIGN_IN_REFUSED" ? error : undefined;
  sendPage(ctx, basePath, {
    title: words.title,
    status: failure.status,
    body: html`<p role="alert">${own?.message ?? words.sentence}${own?.hint === undefined ? undefined : ` ${own.hint}`}</p>
${accountOf(view)}
<a class="button" href="${view.againHref ?? `${basePath}/auth/sign-in`}">Try again</a>
${signOutOf(view)}
<p class="small">Request ${requestId}</p>`,
  });
}

/** A refusal where a page was asked for, by somebody whom this server knows. */
export function refusalPage(ctx: DeckContext, error: VibeDeckError, basePath: string): void {
  failurePage(ctx, error, basePath, { ownWords: true });
}

function wordsOf(error: unknown): Words {
  return (isVibeDeckError(error) ? WORDS.get(error.code) : undefined) ?? UNKNOWN;
}

function accountOf({ account, label }: FailureView): Html | undefined {
  if (account === undefined) return undefined;
  return html`<p>At ${label ?? "the provider"}, this browser is signed in as <strong><bdi>${account}</bdi></strong>. To use another account, sign out there first, then try again.</p>`;
}

function signOutOf({ signOutUrl, label }: FailureView): Html | undefined {
  if (signOutUrl === undefined) return undefined;
  return html`<a class="button quiet" href="${signOutUrl}" rel="noreferrer">Sign out at ${label ?? "the provider"}</a>`;
}
