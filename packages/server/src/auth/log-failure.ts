import { isVibeDeckError, type Logger, quoteClaim } from "@vibedeck/core";

/**
 * Logs why a sign-in failed. Of an error that is not ours only its kind and where it was thrown: what libraries write
 * into messages and properties may be the code, the state or a token.
 */
export function logFailure(logger: Logger, requestId: string, error: unknown): void {
  if (isVibeDeckError(error)) {
    const { code, message } = error;
    const cause = codeOf(error.cause);
    const reason = quoteClaim(message);
    logger.warn({ requestId, code, reason, ...(cause === undefined ? {} : { cause }) }, "A sign-in failed");
    return;
  }
  const frames = error instanceof Error ? (error.stack ?? "").split("\n").filter(isFrame).slice(0, 8) : [];
  logger.error({ requestId, kind: codeOf(error) ?? typeof error, frames }, "A sign-in failed unexpectedly");
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
