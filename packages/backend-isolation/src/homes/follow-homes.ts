import { type FSWatcher, lstatSync, watch } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { isVibeDeckError, type Logger, type UserId } from "@vibedeck/core";
import { listHomes } from "./list-homes.ts";

/**
 * Listing never takes more than this part of the time. Users cause events without end when they change the permissions
 * of their homes, and inotify does not tell those from the ones that matter.
 */
const SHARE = 1 / 20;

/** How homes are followed; all of it has defaults that fit. */
export interface FollowOptions {
  readonly logger: Logger;
  /** Milliseconds between two listings that nothing asked for; they find what no event told. Default 60,000. */
  readonly rescanMs?: number;
  /** The same while the directory cannot be watched. Default 2,000. */
  readonly unwatchedMs?: number;
  /** Milliseconds from one listing to the next at least: the first event never waits. Default 100. */
  readonly gatherMs?: number;
  /** How they are listed. Default {@link listHomes}. */
  readonly list?: (usersDir: string) => Promise<readonly UserId[]>;
}

/**
 * Yields who has a home, and again whenever that changes, until the signal aborts.
 * @throws `VibeDeckError` `UNAVAILABLE` when the directory cannot be read at first. Later that is only logged: nobody's
 * sessions vanish because of it, and it is looked for again.
 */
export async function* followHomes(
  usersDir: string,
  signal: AbortSignal,
  options: FollowOptions,
): AsyncGenerator<readonly UserId[]> {
  const { logger, rescanMs = 60_000, unwatchedMs = 2_000, gatherMs = 100, list = listHomes } = options;
  using bell = new Bell(usersDir, logger);
  let known: readonly UserId[] | undefined;
  while (!signal.aborted) {
    // Begun before the listing: what comes meanwhile is either in it or rings.
    const watched = bell.arm();
    const begun = performance.now();
    const found = await listed(() => list(usersDir), known, logger);
    const took = performance.now() - begun;
    if (signal.aborted) return;
    if (known === undefined || !isSame(known, found)) {
      known = found;
      yield found;
    }
    await bell.rung(watched ? rescanMs : Math.min(unwatchedMs, rescanMs), signal);
    const early = Math.max(gatherMs, took / SHARE) - (performance.now() - begun);
    if (early > 0 && !signal.aborted) await pause(early, undefined, { signal, ref: false }).catch(() => {});
  }
}

async function listed(
  list: () => Promise<readonly UserId[]>,
  known: readonly UserId[] | undefined,
  logger: Logger,
): Promise<readonly UserId[]> {
  try {
    return await list();
  } catch (error) {
    if (known === undefined || !isVibeDeckError(error)) throw error;
    logger.error({ err: error }, "The users' homes cannot be listed now");
    return known;
  }
}

function isSame(one: readonly UserId[], other: readonly UserId[]): boolean {
  return one.length === other.length && one.every((owner, index) => owner === other[index]);
}

/** Rings when something in a directory changed. It watches whatever has the name now, and only this one directory. */
class Bell implements Disposable {
  readonly #path: string;
  readonly #logger: Logger;
  #watcher: FSWatcher | undefined;
  #watched: string | undefined;
  #rang = false;
  #ring: (() => void) | undefined;

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /**
   * Begins to listen, unless it does so already.
   * @returns whether it can.
   */
  arm(): boolean {
    this.#rang = false;
    const identity = identityOf(this.#path);
    if (this.#watcher !== undefined && identity === this.#watched) return true;
    this.#close();
    if (identity === undefined) return false;
    try {
      this.#watcher = watch(this.#path, { persistent: false }, () => this.#strike());
      this.#watcher.on("error", (error) => this.#failed(error));
      this.#watched = identity;
    } catch (error) {
      this.#failed(error);
    }
    return this.#watcher !== undefined;
  }

  /** Resolves when it rang since it was armed, after the time, or when the signal aborts. */
  rung(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#rang || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(), ms).unref();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#ring = undefined;
        resolve();
      };
      this.#ring = done;
      signal.addEventListener("abort", done);
    });
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  /** Once is enough: until it is armed again, events cost nothing. */
  #strike(): void {
    this.#close();
    this.#rang = true;
    this.#ring?.();
  }

  /** The listings from time to time go on. */
  #failed(error: unknown): void {
    this.#logger.warn(
      { err: error, path: this.#path },
      "The users' homes cannot be watched; they are listed",
    );
    this.#close();
  }

  #close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watched = undefined;
  }
}

function identityOf(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() ? `${stats.dev}:${stats.ino}` : undefined;
}
