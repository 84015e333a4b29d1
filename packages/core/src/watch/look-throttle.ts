import type { WatchTuning } from "./tuning.ts";
import type { WatchedDirectory } from "./watched-directory.ts";

/** What a throttle lets through. */
export interface Looks {
  /** Look at one name now; `moved` when it may mean something else than before. */
  look(directory: WatchedDirectory, name: string, moved: boolean): void;
  /** List a whole directory: there were too many names. */
  list(directory: WatchedDirectory): void;
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
 * storm of names costs a bounded number of looks in each window, and one listing after it.
 */
export class LookThrottle {
  readonly #looks: Looks;
  readonly #tuning: WatchTuning;
  readonly #looked = new Set<string>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #crowded = new Set<WatchedDirectory>();
  #window: NodeJS.Timeout | undefined;
  #storm: NodeJS.Timeout | undefined;

  constructor(looks: Looks, tuning: WatchTuning) {
    this.#looks = looks;
    this.#tuning = tuning;
  }

  request(directory: WatchedDirectory, name: string, moved: boolean): void {
    const { looksPerWindow, windowMs } = this.#tuning;
    const path = directory.pathOf(name);
    this.#window ??= setTimeout(() => this.#endWindow(), windowMs).unref();
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

  close(): void {
    clearTimeout(this.#window);
    clearTimeout(this.#storm);
    this.#waiting.clear();
    this.#crowded.clear();
  }

  #endWindow(): void {
    this.#window = undefined;
    this.#looked.clear();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { directory, name, moved } of waiting) this.request(directory, name, moved);
  }

  #crowd(directory: WatchedDirectory): void {
    this.#crowded.add(directory);
    this.#storm ??= setTimeout(() => {
      this.#storm = undefined;
      const crowded = [...this.#crowded];
      this.#crowded.clear();
      for (const one of crowded) this.#looks.list(one);
    }, this.#tuning.stormMs).unref();
  }
}
