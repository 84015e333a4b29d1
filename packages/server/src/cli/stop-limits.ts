import { DRIVE_LIMITS } from "@vibedeck/core/host";

/** Requests under way have this long to end, in milliseconds. */
export const DRAIN_MS = 8_000;

/** Processes that were killed are gone by then, in milliseconds, or never. */
const VANISHING_MS = 5_000;

/** Closing what is open takes less, in milliseconds; more means that something hangs. */
const CLOSING_MS = 5_000;

/** How long stopping may take, in milliseconds. */
export interface StopLimits {
  /** One thing of the server: the deck, say, whose agents take longest. */
  readonly step: number;
  /** All of it: then the process exits although it is not done. */
  readonly whole: number;
}

/** @param turnGrace seconds that running turns get before they are told to stop, and then made to. */
export function stopLimits(turnGrace: number): StopLimits {
  const made = DRIVE_LIMITS.graceMs.reduce((sum, ms) => sum + ms, 0);
  const step = turnGrace * 1_000 + made + VANISHING_MS + CLOSING_MS;
  return { step, whole: DRAIN_MS + step + 2 * CLOSING_MS };
}
