import { lookBeneath } from "../beneath/look-beneath.ts";
import { directoryId, readDirectory } from "../beneath/read-directory.ts";
import { FileRefused } from "../beneath/refusal.ts";
import type { Root } from "../parts.ts";
import type { WatchTuning } from "./tuning.ts";
import type { WatchShare } from "./watch-share.ts";
import type { WatchedDirectory } from "./watched-directory.ts";
import type { WatchedTree } from "./watched-tree.ts";

/**
 * Lists directories one after the other, in slices between which the event loop turns. The first walk, a new
 * directory, a storm and the rescans are all the same: a directory in the queue.
 */
export class TreeScanner {
  readonly #root: Root;
  readonly #tree: WatchedTree;
  readonly #tuning: WatchTuning;
  readonly #share: WatchShare;
  readonly #whenIdle: () => void;
  /** Whether the directories below are to be listed too. */
  readonly #queue = new Map<WatchedDirectory, boolean>();
  #waiters: (() => void)[] = [];
  #running = false;
  #closed = false;
  #sliceEnd = 0;

  constructor(root: Root, tree: WatchedTree, tuning: WatchTuning, share: WatchShare, whenIdle: () => void) {
    this.#root = root;
    this.#tree = tree;
    this.#tuning = tuning;
    this.#share = share;
    this.#whenIdle = whenIdle;
  }

  /** Lists a directory as soon as those before it are done: at once, when there are none. */
  list(directory: WatchedDirectory, deep = false): void {
    if (this.#closed || directory.dropped) return;
    this.#queue.set(directory, deep || this.#queue.get(directory) === true);
    if (!this.#running) void this.#run();
  }

  /** Resolves when nothing is left to list. */
  idle(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /**
   * Looks at one name.
   * @param moved Whether the name may mean something else than before, so that a directory is to be listed.
   */
  look(directory: WatchedDirectory, name: string, moved: boolean): void {
    if (this.#closed || directory.dropped) return;
    try {
      const entry = lookBeneath(this.#root, directory.pathOf(name));
      const child = this.#tree.saw(directory, entry, true);
      if (child === undefined) return;
      if (moved || child.trouble !== undefined || child.id !== directoryId(entry)) this.list(child, true);
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      if (error.reason === "missing") this.#tree.lose(directory, name);
      // The directory itself is not what it was, or nothing can be said now.
      else this.list(directory);
    }
  }

  close(): void {
    this.#closed = true;
    this.#queue.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#sliceEnd = performance.now() + this.#tuning.sliceMs;
    for (const [directory, deep] of this.#queue) {
      this.#queue.delete(directory);
      if (!directory.dropped) await this.#scan(directory, deep);
      // There may be many with nothing in them.
      if (performance.now() > this.#sliceEnd) await this.#breathe();
    }
    this.#running = false;
    if (!this.#closed) this.#whenIdle();
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  async #scan(directory: WatchedDirectory, deep: boolean): Promise<void> {
    const seen = new Set<string>();
    let all = deep;
    const opened = (place: { path: string; id: string }): void => {
      all = this.#tree.opened(directory, place) || all;
    };
    try {
      for (const entry of readDirectory(this.#root, directory.path, opened)) {
        if (entry !== undefined) {
          seen.add(entry.name);
          const child = this.#tree.saw(directory, entry);
          if (child !== undefined && (all || child.id !== directoryId(entry))) this.list(child, all);
        }
        if (performance.now() > this.#sliceEnd) await this.#breathe();
        if (this.#closed || directory.dropped) return;
        if (seen.size > this.#tuning.maxFiles) {
          this.#tree.overfull = true;
          break;
        }
      }
    } catch (error) {
      this.#tree.refused(directory, error);
      return;
    }
    await this.#lookForUnseen(directory, seen);
  }

  /** What was not listed is gone, or came just now: a look at each tells. */
  async #lookForUnseen(directory: WatchedDirectory, seen: ReadonlySet<string>): Promise<void> {
    for (const name of [...directory.files.keys(), ...directory.directories.keys()]) {
      if (seen.has(name)) continue;
      this.look(directory, name, false);
      if (performance.now() > this.#sliceEnd) await this.#breathe();
    }
  }

  async #breathe(): Promise<void> {
    await this.#share.nextTurn();
    this.#sliceEnd = performance.now() + this.#tuning.sliceMs;
  }
}
