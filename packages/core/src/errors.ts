/** Every code a {@link VibeDeckError} can carry. `docs/errors.md` has one heading for each. */
export const ERROR_CODES = [
  "AGENT_FAILED",
  "AGENT_MISSING",
  "BAD_REQUEST",
  "CONFIG_INVALID",
  "CONFIG_NOT_FOUND",
  "CONFIG_SYNTAX",
  "CONFLICT",
  "FILE_REFUSED",
  "FOLDER_MISSING",
  "FORBIDDEN_HOST",
  "FORBIDDEN_ORIGIN",
  "INTERNAL",
  "LISTEN_FAILED",
  "LISTEN_REFUSED",
  "NOT_FOUND",
  "NOT_SUPPORTED",
  "PAYLOAD_TOO_LARGE",
  "PLUGIN_API_VERSION",
  "PLUGIN_BROKEN",
  "PLUGIN_CALL",
  "PLUGIN_CONFIG",
  "PLUGIN_MANIFEST",
  "PLUGIN_NOT_FOUND",
  "PLUGIN_SHAPE",
  "PLUGIN_TIMEOUT",
  "PROVIDER_FAILED",
  "QUEUE_FULL",
  "READ_ONLY",
  "RUNS_ELSEWHERE",
  "SIGN_IN_INVALID",
  "SIGN_IN_REFUSED",
  "STATE_BROKEN",
  "STATE_IN_USE",
  "STATE_UNWRITABLE",
  "TOO_MANY_AGENTS",
  "TOO_MANY_ATTEMPTS",
  "TOO_MANY_SENDS",
  "TOO_MANY_STREAMS",
  "UNAUTHENTICATED",
  "UNAVAILABLE",
  "UNSUPPORTED_MEDIA_TYPE",
  "USER_NOT_FOUND",
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What {@link VibeDeckError} takes beside its code and message. */
export interface ErrorDetails {
  /** What the reader can do about it, as one sentence or a command. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The only error that VibeDeck throws on purpose. The message says what happened and to which thing, the hint
 * says what to do. Recognise it with {@link isVibeDeckError}: two copies of this package may be installed.
 */
export class VibeDeckError extends Error {
  override readonly name = "VibeDeckError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }
}

/** Tells whether a value is a {@link VibeDeckError}, also one made by another copy of this package. */
export function isVibeDeckError(value: unknown): value is VibeDeckError {
  return value instanceof Error && value.name === "VibeDeckError" && "code" in value;
}
