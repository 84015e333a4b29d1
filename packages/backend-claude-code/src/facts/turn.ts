import { clip } from "./clip.ts";
import type { FactsState, TurnKind } from "./state.ts";

const MAX_REASON = 200;

/** Milliseconds that an API error may ask to wait; more is no honest number. */
const MAX_DELAY = 3_600_000;

const BUSY: ReadonlySet<TurnKind> = new Set(["model", "said", "command", "retry", "queued"]);

/** The turn goes on: a prompt, a result or a part of an answer came. Working goes on since it began. */
export function goOn(
  state: FactsState,
  kind: "model" | "said" | "command" | "queued",
  at: number | undefined,
  reason?: string,
): void {
  const { turn } = state;
  if (!BUSY.has(turn.kind)) turn.since = at ?? state.lastAt;
  turn.kind = kind;
  turn.reason = reason === undefined ? null : clip(reason, MAX_REASON);
  turn.delay = 0;
}

/** The turn is over, for a reason that may be worth telling. */
export function end(
  state: FactsState,
  kind: "done" | "error",
  at: number | undefined,
  reason?: string,
): void {
  const { turn } = state;
  if (turn.kind !== kind) turn.since = at ?? state.lastAt;
  turn.kind = kind;
  turn.reason = reason === undefined ? null : clip(reason, MAX_REASON);
  turn.delay = 0;
  if (state.open.length > 0) state.open = [];
}

/** A request failed and is repeated after `delay` milliseconds. */
export function retry(state: FactsState, at: number | undefined, delay: number, reason: string): void {
  goOn(state, "model", at, reason);
  state.turn.kind = "retry";
  state.turn.delay = Number.isFinite(delay) ? Math.min(Math.max(delay, 0), MAX_DELAY) : 0;
}
