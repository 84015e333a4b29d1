import { watchLimits } from "../beneath/watch-directory.ts";

/** What small machines have, assumed where the system does not say. */
const USUAL_WATCHES = 8_192;
const USUAL_QUEUE = 16_384;

/** Watches that nobody is refused while there are any. */
const A_FEW = 32;

/** Milliseconds from one time of looking at everything, because events were lost, to the next. */
const OVERFLOW_MS = 5_000;

/**
 * What all root watchers of the process share: the watches, of which half are left to other programs of the same
 * user, and the one queue of events, which drops what comes while it is full without a word to Node.
 */
export class WatchShare {
  readonly #most: number;
  readonly #crowd: number;
  readonly #overflow = new Set<() => void>();
  #taken = 0;
  #events = 0;
  #overflowing: NodeJS.Timeout | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #turns: Promise<void> = Promise.resolve();

  constructor(limits: { readonly watches: number | undefined; readonly queuedEvents: number | undefined }) {
    this.#most = Math.floor((limits.watches ?? USUAL_WATCHES) / 2);
    this.#crowd = Math.floor((limits.queuedEvents ?? USUAL_QUEUE) / 2);
  }

  /**
   * Takes one watch, if one is left. Of one user among several, somebody else's must be left too: beyond a few, nobody
   * has more than a quarter of what is free.
   * @param own how many the root has already.
   * @param alone whether there is nobody to be considerate of.
   */
  take(own: number, alone: boolean): boolean {
    const free = this.#most - this.#taken;
    if (free <= 0) return false;
    if (!alone && own >= A_FEW && own > free / 4) return false;
    this.#taken++;
    return true;
  }

  giveBack(): void {
    this.#taken--;
  }

  /** Called for each event. So many in one go mean that the queue was, or nearly was, full. */
  count(): void {
    if (this.#events === 0) setImmediate(() => this.#turn());
    this.#events++;
  }

  /** @returns how to stop being told that events were probably lost. */
  onOverflow(listener: () => void): () => void {
    this.#overflow.add(listener);
    return () => this.#overflow.delete(listener);
  }

  /** Resolves in a turn of the event loop that no other walk has: many roots at once stall it no longer than one. */
  nextTurn(): Promise<void> {
    this.#turns = this.#turns.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#turns;
  }

  #turn(): void {
    const crowded = this.#events >= this.#crowd;
    this.#events = 0;
    if (!crowded || this.#overflowing !== undefined) return;
    // One user can fill the queue again and again, and everybody's files are looked at each time.
    const afterMs = this.#toldAt + OVERFLOW_MS - performance.now();
    if (afterMs <= 0) this.#tell();
    else this.#overflowing = setTimeout(() => this.#tell(), afterMs).unref();
  }

  #tell(): void {
    this.#overflowing = undefined;
    this.#toldAt = performance.now();
    for (const listener of this.#overflow) listener();
  }
}

/** The share of this process. */
export const processShare: WatchShare = new WatchShare(watchLimits());
