import { isVibeDeckError, type Logger, quoteClaim } from "@vibedeck/core";

/** Characters that a code or a state has at least (RFC 6749, 10.10: nobody can guess them). */
const MIN_SECRET = 8;

/**
 * Logs why a sign-in failed. Of an error that is not ours only its kind and where it was thrown: what libraries write
 * into messages and properties may be the code, the state or a token.
 * @param secrets what must not be repeated, should a plugin have put it into its own sentence.
 */
export function logFailure(
  logger: Logger,
  requestId: string,
  error: unknown,
  secrets: readonly string[] = [],
): void {
  if (isVibeDeckError(error)) {
    const { code, message } = error;
    const cause = codeOf(error.cause);
    const reason = quoteClaim(without(secrets, message));
    logger.warn({ requestId, code, reason, ...(cause === undefined ? {} : { cause }) }, "A sign-in failed");
    return;
  }
  const frames = error instanceof Error ? (error.stack ?? "").split("\n").filter(isFrame).slice(0, 8) : [];
  logger.error({ requestId, kind: codeOf(error) ?? typeof error, frames }, "A sign-in failed unexpectedly");
}

/** Only what is long enough to be one: a stranger must not blot out our own sentences letter by letter. */
function without(secrets: readonly string[], text: string): string {
  const long = secrets.filter((secret) => secret.length >= MIN_SECRET);
  return long.reduce((left, secret) => left.replaceAll(secret, "…"), text);
}

function isFrame(line: string): boolean {
  return /^ {4}at [^?]*:\d+:\d+\)?$/.test(line);
}

/** Such as `ECONNREFUSED` or `TypeError`: a word, or nothing. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = "code" in error ? error.code : error.name;
  return typeof code === "string" && /^[A-Za-z0-9_-]{1,60}$/.test(code) ? code : undefined;
}
