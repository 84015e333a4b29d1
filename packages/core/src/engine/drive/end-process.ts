import type { EndSignal } from "../../cli.ts";
import { within } from "./within.ts";

/** A signal, and how long to wait after it, in milliseconds. */
export type EndStep = readonly [signal: EndSignal, ms: number];

/** How long something may take to vanish after SIGKILL before it is given up, in milliseconds. */
const LAST_MS = 5_000;

/** What can be signalled. */
interface Signalled {
  signal(name: EndSignal): Promise<void>;
}

/** SIGTERM, then SIGKILL. */
export function hardEnd(graceMs: number): readonly EndStep[] {
  return [
    ["SIGTERM", graceMs],
    ["SIGKILL", LAST_MS],
  ];
}

/** SIGINT, SIGTERM, SIGKILL, with the waits of the limits. */
export function fullEnd([, afterInt, afterTerm]: readonly [number, number, number]): readonly EndStep[] {
  return [["SIGINT", afterInt], ...hardEnd(afterTerm)];
}

/** Signals step by step until `over` settles. Tells whether it did. */
export async function endProcess(
  target: Signalled,
  over: Promise<unknown>,
  steps: readonly EndStep[],
): Promise<boolean> {
  for (const [signal, ms] of steps) {
    // A signal that cannot be sent is followed by the next one; what counts is whether it is over.
    await within(target.signal(signal), LAST_MS);
    if (await within(over, ms)) return true;
  }
  return false;
}
