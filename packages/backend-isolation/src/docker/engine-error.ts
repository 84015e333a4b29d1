import { isObject, own, VibeDeckError } from "@vibedeck/core";

const HINT =
  "Reading goes on meanwhile. Whoever runs the server finds the reason in its log, or with: vibedeck doctor";

/** What users are told when the engine cannot be asked; where it is and why are for the log. */
export function engineAway(cause: unknown): VibeDeckError {
  const late = cause instanceof Error && cause.name === "TimeoutError";
  const text = late ? "The sandbox engine does not answer in time." : "The sandbox engine does not answer.";
  return new VibeDeckError("UNAVAILABLE", text, { hint: HINT, cause });
}

/** What the engine refused, with its own words as the cause. */
export function engineRefused(sentence: string, reply: Reply, hint?: string): VibeDeckError {
  return new VibeDeckError("UNAVAILABLE", sentence, {
    hint: hint ?? HINT,
    cause: new Error(`the engine answered ${reply.status}: ${messageOf(reply)}`),
  });
}

/** What an engine answered. */
export interface Reply {
  readonly status: number;
  /** Parsed where it is JSON; `undefined` else. */
  readonly body: unknown;
}

/** The engine's own words for an answer that is no success. */
export function messageOf({ body }: Reply): string {
  const message = isObject(body) ? own(body, "message") : undefined;
  return typeof message === "string" ? message.slice(0, 2_000) : "no reason given";
}
