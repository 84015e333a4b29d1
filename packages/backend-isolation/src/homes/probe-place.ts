import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What trying a directory out showed. */
export interface Probe {
  /** Whether `Alice` and `alice` are two names. */
  readonly casesDiffer: boolean;
  /** Whether the kernel tells of changes there. */
  readonly watchable: boolean;
}

/** How long an event may take; it takes less than a millisecond where there are any. */
const EVENT_MS = 2_000;

/**
 * Tries out a directory for homes, in one that it makes there and removes again. Whether cases differ can be a
 * property of a single directory, so nowhere else will do.
 * @throws what the file system says when nothing can be made there.
 */
export async function probePlace(directory: string): Promise<Probe> {
  const mark = randomBytes(6).toString("hex");
  const upper = join(directory, `.vd-Case-${mark}`);
  mkdirSync(upper, { mode: 0o700 });
  try {
    const other = lstatSync(join(directory, `.vd-case-${mark}`), { throwIfNoEntry: false });
    return { casesDiffer: other === undefined, watchable: await isTold(upper) };
  } finally {
    rmSync(upper, { recursive: true, force: true });
  }
}

function isTold(directory: string): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (told: boolean): void => {
      clearTimeout(timer);
      watcher?.close();
      resolve(told);
    };
    const timer = setTimeout(() => done(false), EVENT_MS);
    const watcher = begin(directory, done);
    if (watcher === undefined) done(false);
    else writeFileSync(join(directory, "event"), "");
  });
}

function begin(directory: string, done: (told: boolean) => void): ReturnType<typeof watch> | undefined {
  try {
    return watch(directory, () => done(true)).on("error", () => done(false));
  } catch {
    // No watch is left, or there are none: either way nothing will be told.
    return undefined;
  }
}
