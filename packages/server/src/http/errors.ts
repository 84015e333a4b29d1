import { type ErrorCode, isVibeDeckError, VibeDeckError } from "@vibedeck/core";

/** The one shape of an error on the wire. */
export interface ErrorBody {
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
}

/** What a failed request is answered with. */
export interface Failure {
  readonly status: number;
  readonly body: ErrorBody;
  /** Seconds. */
  readonly retryAfter?: number;
  /** Worth a line in the log: something is wrong with the server, not with the request. */
  readonly unexpected: boolean;
}

/** The codes whose message was written for whoever asked. All others may name paths and are answered as INTERNAL. */
const STATUS: ReadonlyMap<ErrorCode, number> = new Map<ErrorCode, number>([
  ["BAD_REQUEST", 400],
  ["UNAUTHENTICATED", 401],
  ["FORBIDDEN_ORIGIN", 403],
  ["SIGN_IN_REFUSED", 403],
  ["SIGN_IN_INVALID", 400],
  ["NOT_FOUND", 404],
  ["READ_ONLY", 403],
  ["FOLDER_MISSING", 400],
  ["CONFLICT", 409],
  ["QUEUE_FULL", 409],
  ["RUNS_ELSEWHERE", 409],
  ["PAYLOAD_TOO_LARGE", 413],
  ["UNSUPPORTED_MEDIA_TYPE", 415],
  ["FORBIDDEN_HOST", 421],
  ["TOO_MANY_ATTEMPTS", 429],
  ["TOO_MANY_SENDS", 429],
  ["TOO_MANY_STREAMS", 429],
  ["NOT_SUPPORTED", 501],
  ["AGENT_FAILED", 502],
  ["AGENT_MISSING", 503],
  ["PROVIDER_FAILED", 503],
  ["TOO_MANY_AGENTS", 503],
  ["UNAVAILABLE", 503],
]);

/** Seconds after which it is worth another try, for the codes that pass by themselves. */
const RETRY_AFTER: ReadonlyMap<ErrorCode, number> = new Map<ErrorCode, number>([
  ["PROVIDER_FAILED", 10],
  ["TOO_MANY_AGENTS", 10],
  ["TOO_MANY_ATTEMPTS", 60],
  ["TOO_MANY_SENDS", 15],
  ["TOO_MANY_STREAMS", 2],
  ["UNAVAILABLE", 2],
]);

/** Turns whatever was thrown into an answer. `id` names the request in the log. */
export function failureOf(error: unknown, id: string): Failure {
  const status = isVibeDeckError(error) ? STATUS.get(error.code) : undefined;
  if (!isVibeDeckError(error) || status === undefined) return internal(error, id);
  return { status, ...answerOf(error), unexpected: false };
}

/** The address exists, but not for that method: the router has named those that it knows. */
export function methodNotAllowed(): Failure {
  const error = new VibeDeckError("NOT_SUPPORTED", "This address does not know that method.");
  return { status: 405, ...answerOf(error), unexpected: false };
}

function answerOf({ code, message, hint }: VibeDeckError): Pick<Failure, "body" | "retryAfter"> {
  const retryAfter = RETRY_AFTER.get(code);
  return {
    body: { error: { code, message, ...(hint === undefined ? {} : { hint }) } },
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** The same error for what does not exist and for what is somebody else's. */
export function notFound(): VibeDeckError {
  return new VibeDeckError("NOT_FOUND", "There is nothing here, or nothing you may see.");
}

export function badRequest(message: string): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", message);
}

export function readOnly(): VibeDeckError {
  return new VibeDeckError("READ_ONLY", "Sessions can only be looked at here.", {
    hint: "Drive the session in the tool itself, or ask the operator to turn read_only off.",
  });
}

export function unavailable(message: string): VibeDeckError {
  return new VibeDeckError("UNAVAILABLE", message, { hint: "Try again in a moment." });
}

function internal(error: unknown, id: string): Failure {
  // A file that cannot be opened safely is as good as absent for a reader; why is the operator's business.
  if (isVibeDeckError(error) && error.code === "FILE_REFUSED") {
    return { ...failureOf(notFound(), id), unexpected: true };
  }
  return {
    status: 500,
    body: {
      error: {
        code: "INTERNAL",
        message: "Something went wrong in the server.",
        hint: `The server's log says more at request ${id}.`,
      },
    },
    unexpected: true,
  };
}
