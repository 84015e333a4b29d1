import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, watch } from "node:fs";
import { join } from "node:path";
import type { Tenant } from "../sandbox-runtime.ts";

/**
 * No sign-in can give such an id: the mapping never leaves a `z` behind a hyphen as it is. So a trial is nobody's
 * sandbox, its home is not taken for a user's, and it is known again after a doctor that was killed.
 */
const TRIAL = /^doctor-zz-[0-9a-f]{12}$/;

/** How long a trial may be there before it counts as left behind, in milliseconds. */
const STALE_MS = 10 * 60_000;

/** Whether an owner is that of a trial. */
export function isTrial(owner: string): boolean {
  return TRIAL.test(owner);
}

/** Makes a home that nobody has, below `usersDir`. @throws what the file system says. */
export function makeTrialHome(usersDir: string): Tenant {
  const owner = `doctor-zz-${randomBytes(6).toString("hex")}`;
  const home = join(usersDir, owner);
  mkdirSync(home, { mode: 0o700 });
  return { owner, home };
}

/** Removes a trial's home with what is in it; nothing but our own commands ever wrote there. */
export function removeTrialHome({ owner, home }: Tenant): void {
  if (isTrial(owner)) rmSync(home, { recursive: true, force: true });
}

/** Homes of trials that were left behind. @param now milliseconds since the epoch. */
export function staleTrialHomes(usersDir: string, now: number): readonly Tenant[] {
  return readdirSync(usersDir)
    .filter(isTrial)
    .map((owner) => ({ owner, home: join(usersDir, owner) }))
    .filter(({ home }) => now - (statSync(home, { throwIfNoEntry: false })?.mtimeMs ?? now) > STALE_MS);
}

/** Sees a file appear in a home. */
export interface Lookout extends Disposable {
  /** @returns whether the file was there in time, and whether an event told so. */
  seen(ms: number, signal: AbortSignal): Promise<{ readonly there: boolean; readonly told: boolean }>;
}

/** Begins to look out for a name in a home, with what also follows transcripts: the system's own events. */
export function lookOut(home: string, name: string): Lookout {
  const path = join(home, name);
  let told = false;
  let ring = (): void => {};
  const watcher = watch(home, { persistent: false }, (_type, changed) => {
    if (changed !== name) return;
    told = true;
    ring();
  });
  watcher.on("error", () => {});
  return {
    seen: (ms, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          resolve({ there: existsSync(path), told });
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener("abort", done);
        ring = done;
        if (told || signal.aborted) done();
      }),
    [Symbol.dispose]: () => watcher.close(),
  };
}
