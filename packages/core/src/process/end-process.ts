import { setTimeout } from "node:timers/promises";
import type { AgentExit, AgentProcess, EndSignal } from "../cli.ts";

/** A signal, and how many milliseconds it is given to work before the next one. */
export type EndStep = readonly [EndSignal, number];

/** Signals a process more and more firmly until it and all it started are gone. */
export async function endProcess(
  process: Pick<AgentProcess, "signal" | "exit">,
  steps: readonly EndStep[],
): Promise<AgentExit> {
  for (const [name, graceMs] of steps) {
    await process.signal(name);
    if (await within(process.exit, graceMs)) break;
  }
  return process.exit;
}

/** Whether it settles in time. */
async function within(exit: Promise<unknown>, ms: number): Promise<boolean> {
  const over = new AbortController();
  const late = setTimeout(ms, false, { signal: over.signal }).catch(() => false);
  const settled = await Promise.race([exit.then(() => true), late]);
  over.abort();
  return settled;
}
