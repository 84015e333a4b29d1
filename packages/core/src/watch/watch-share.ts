import { watchLimits } from "../beneath/watch-directory.ts";

/** What small machines have, assumed where the system does not say. */
const USUAL_WATCHES = 8_192;
const USUAL_QUEUE = 16_384;

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
  #turns: Promise<void> = Promise.resolve();

  constructor(limits: { readonly watches: number | undefined; readonly queuedEvents: number | undefined }) {
    this.#most = Math.floor((limits.watches ?? USUAL_WATCHES) / 2);
    this.#crowd = Math.floor((limits.queuedEvents ?? USUAL_QUEUE) / 2);
  }

  /** Takes one watch, if one is left. */
  take(): boolean {
    if (this.#taken >= this.#most) return false;
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
    if (crowded) for (const listener of this.#overflow) listener();
  }
}

/** The share of this process. */
export const processShare: WatchShare = new WatchShare(watchLimits());
