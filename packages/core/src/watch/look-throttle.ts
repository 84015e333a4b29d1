import type { WatchTuning } from "./tuning.ts";
import type { WatchedDirectory } from "./watched-directory.ts";

/** What a throttle lets through. */
export interface Looks {
  /** Look at one name now; `moved` when it may mean something else than before. */
  look(directory: WatchedDirectory, name: string, moved: boolean): void;
  /** List a whole directory, and watch it if it is not watched. */
  list(directory: WatchedDirectory): void;
  /** Hear no more of a directory before it is listed. */
  leave(directory: WatchedDirectory): void;
}

/** So many windows' worth of names may wait; what is beyond that is found by a listing. */
const WAITING_WINDOWS = 10;

interface Waiting {
  readonly directory: WatchedDirectory;
  readonly name: string;
  moved: boolean;
}

/**
 * Lets the first event of a name through at once and joins those that follow within a window into one, at its end. A
 * storm of names costs a bounded number of looks in each window, and one listing after it. A directory in which there is
 * a storm is not listened to meanwhile: what it costs is then nothing, whoever makes it.
 */
export class LookThrottle {
  readonly #looks: Looks;
  readonly #tuning: WatchTuning;
  readonly #looked = new Set<string>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #crowded = new Set<WatchedDirectory>();
  /** Directories that were listed anew, and when. */
  readonly #opened = new WeakMap<WatchedDirectory, number>();
  #events = 0;
  #window: NodeJS.Timeout | undefined;
  #storm: NodeJS.Timeout | undefined;

  constructor(looks: Looks, tuning: WatchTuning) {
    this.#looks = looks;
    this.#tuning = tuning;
  }

  /** An event told of a name. */
  request(directory: WatchedDirectory, name: string, moved: boolean): void {
    this.#open();
    // Events that come faster than they are handled would keep the event loop from turning at all.
    if (++this.#events > this.#tuning.eventsPerWindow) this.#crowd(directory);
    else this.#look(directory, name, moved);
  }

  #look(directory: WatchedDirectory, name: string, moved: boolean): void {
    const { looksPerWindow } = this.#tuning;
    const path = directory.pathOf(name);
    if (this.#looked.size < looksPerWindow && !this.#looked.has(path)) {
      this.#looked.add(path);
      this.#looks.look(directory, name, moved);
      return;
    }
    const waiting = this.#waiting.get(path);
    if (waiting !== undefined) waiting.moved ||= moved;
    else if (this.#waiting.size < WAITING_WINDOWS * looksPerWindow)
      this.#waiting.set(path, { directory, name, moved });
    else {
      this.#crowd(directory);
    }
  }

  /** The directory itself may be another one, or have other permissions. Whoever owns it can say so without end. */
  reopen(directory: WatchedDirectory): void {
    this.#looks.leave(directory);
    const now = performance.now();
    const before = this.#opened.get(directory);
    if (before !== undefined && now - before < this.#tuning.stormMs) {
      this.#crowd(directory);
      return;
    }
    this.#opened.set(directory, now);
    this.#looks.list(directory);
  }

  close(): void {
    clearTimeout(this.#window);
    clearTimeout(this.#storm);
    this.#waiting.clear();
    this.#crowded.clear();
  }

  #open(): void {
    this.#window ??= setTimeout(() => this.#endWindow(), this.#tuning.windowMs).unref();
  }

  #endWindow(): void {
    this.#window = undefined;
    this.#events = 0;
    this.#looked.clear();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    if (waiting.length > 0) this.#open();
    for (const { directory, name, moved } of waiting) this.#look(directory, name, moved);
  }

  #crowd(directory: WatchedDirectory): void {
    this.#crowded.add(directory);
    this.#looks.leave(directory);
    this.#storm ??= setTimeout(() => {
      this.#storm = undefined;
      const crowded = [...this.#crowded];
      this.#crowded.clear();
      for (const one of crowded) this.#looks.list(one);
    }, this.#tuning.stormMs).unref();
  }
}
