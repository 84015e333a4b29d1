import { VibeDeckError } from "@vibedeck/core";
import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";

/** A provider's answer that nobody should look at any further. The message has no word of the provider's. */
export class BadAnswer extends Error {
  override readonly name = "BadAnswer";
}

/** Errors of RFC 6749, 4.1.2.1 and OpenID Connect Core 1.0, 3.1.2.6 by which a provider says no to a person. */
const REFUSALS: ReadonlySet<string> = new Set([
  "access_denied",
  "account_selection_required",
  "consent_required",
  "interaction_required",
  "login_required",
]);

/** Errors of a token endpoint for a code that is used up, old, or of another flow. GitHub has its own word for it. */
const BAD_CODES: ReadonlySet<string> = new Set(["invalid_grant", "bad_verification_code"]);

/** Errors of a token endpoint for a client that it does not believe. GitHub has its own word for it. */
const BAD_CLIENTS: ReadonlySet<string> = new Set(["invalid_client", "incorrect_client_credentials"]);

const AGAIN = "Begin again from the sign-in page.";

/** For what came back with the browser and does not belong to the sign-in that was begun. */
export function notOurs(what: string): VibeDeckError {
  return new VibeDeckError("SIGN_IN_INVALID", `${what}.`, { hint: AGAIN });
}

/** For a provider that makes no sense. */
export function failed(what: string, hint?: string): VibeDeckError {
  return new VibeDeckError("PROVIDER_FAILED", what, hint === undefined ? {} : { hint });
}

/** For an error that a provider sent the browser back with, or answered at the token endpoint with. */
export function refusedWith(error: string): VibeDeckError {
  if (REFUSALS.has(error)) {
    return new VibeDeckError("SIGN_IN_REFUSED", "The provider did not let you in, or you told it not to.", {
      hint: "Begin again from the sign-in page, or ask the operator.",
    });
  }
  if (BAD_CODES.has(error)) {
    return notOurs(
      "The provider does not take the code that came back: it is used up, too old, or of another sign-in",
    );
  }
  if (error === "server_error" || error === "temporarily_unavailable") {
    return failed("The provider says that it cannot sign anybody in right now.");
  }
  return failed(
    "The provider does not take this server's request.",
    "The operator should check client_id, client_secret and scope, and the callback address at the provider.",
  );
}

/** Whether a token endpoint said that it does not believe who asks, as it does before it looks at the code. */
export function isBadClient(error: unknown): boolean {
  if (error instanceof WWWAuthenticateChallengeError) return true;
  return error instanceof ResponseBodyError && BAD_CLIENTS.has(error.error);
}

/**
 * Makes an error of ours of whatever was thrown. Those of openid-client carry codes, tokens and the provider's words in
 * their causes, so nothing of them is kept but what they are called.
 * @param doing what the provider was asked for, as `The provider's keys`.
 */
export function failureOf(error: unknown, doing: string): VibeDeckError {
  if (error instanceof VibeDeckError) return error;
  const chain = chainOf(error);
  const bad = chain.find((each) => each instanceof BadAnswer);
  if (bad !== undefined) return failed(`${doing}: the provider ${bad.message}.`);
  if (error instanceof AuthorizationResponseError) return refusedWith(error.error);
  if (isBadClient(error)) {
    return failed(
      `${doing}: the provider does not believe who asks.`,
      "The operator should check client_id and client_secret.",
    );
  }
  if (error instanceof ResponseBodyError) return refusedWith(error.error);
  const code = codeOf(error);
  if (code === "OAUTH_JWT_TIMESTAMP_CHECK_FAILED") return wrongClock();
  if (chain.slice(1).some(({ message }) => message.includes('"nonce"')))
    return notOurs("The provider's answer belongs to another sign-in");
  if (code === "OAUTH_TIMEOUT" || chain.some(({ name }) => name === "TimeoutError"))
    return failed(`${doing}: the provider took too long.`);
  const reason = systemCode(chain) ?? code;
  return failed(
    `${doing}: ${reason === undefined ? "the provider failed" : `the provider failed (${reason})`}.`,
  );
}

/** For an ID token of another time. */
export function wrongClock(): VibeDeckError {
  return failed(
    "The provider's answer is not from now: its clock and the clock of this server are more than 30 seconds apart.",
    "The operator should check the clock of this server, as with timedatectl.",
  );
}

/** Codes of openid-client are constants of its own. */
function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^(?:OAUTH|ERR)_[A-Z_]{1,60}$/.test(code) ? code : undefined;
}

/** An error and what caused it. openid-client wraps what its fetch throws. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < 8; at = at.cause) chain.push(at);
  return chain;
}

/** Why a connection failed, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`: from the system, not from the provider. */
function systemCode(chain: readonly Error[]): string | undefined {
  const cause = chain.find((error) => error instanceof TypeError)?.cause;
  const code: unknown = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : undefined;
}
