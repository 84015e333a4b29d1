import { type Logger, silentLogger } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import { Keeper, type Lease } from "../../src/lifecycle/keeper.ts";
import { FakeRuntime } from "./fake-runtime.ts";

/** A keeper over sandboxes in memory. */
export interface KeptHouse {
  readonly runtime: FakeRuntime;
  readonly keeper: Keeper;
  /** Owners whose home is made at the next look. */
  readonly newHomes: Set<string>;
  lease(owner: string, told?: string[], signal?: AbortSignal): Promise<Lease>;
}

export function openHouse(
  change: { readonly maxRunning?: number; readonly idleStopMs?: number; readonly logger?: Logger } = {},
): KeptHouse {
  const runtime = new FakeRuntime();
  const newHomes = new Set<string>();
  const keeper = new Keeper({
    runtime,
    home: (owner) => ({ owner, home: `/srv/homes/${owner}`, created: newHomes.delete(owner) }),
    idleStopMs: 60_000,
    maxRunning: 100,
    startTimeoutMs: 5_000,
    logger: silentLogger,
    ...change,
  });
  keeper.start();
  onTestFinished(() => keeper.close());
  return {
    runtime,
    keeper,
    newHomes,
    lease: (owner, told = [], signal = new AbortController().signal) =>
      keeper.lease(owner, { agent: true, signal, progress: (text) => void told.push(text) }),
  };
}

/** Lets everything go on that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 50; round++) await Promise.resolve();
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Something that a test opens when it wants to. */
export function barrier(): { readonly wait: () => Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait: () => opened, open };
}
