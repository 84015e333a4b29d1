/** Something that holds an agent which waits for the next message. */
export interface IdleAgent {
  /** Closes it, because others need its place. */
  retire(): void;
}

/** One who waits for a place. */
interface Waiting {
  readonly owner: string;
  take(): void;
}

/**
 * How many agents may be in a turn, and how many may wait for the next message. A place that becomes free goes to the
 * owner who has the fewest, of equals to the one who got one longest ago, so that nobody waits behind all that another one began.
 */
export class Slots {
  readonly #maxRunning: number;
  readonly #maxIdle: number;
  readonly #waiting: Waiting[] = [];
  /** Places that each owner holds, and when each got one last, counted in places given. */
  readonly #held = new Map<string, number>();
  readonly #given = new Map<string, number>();
  #gifts = 0;
  /** In the order in which they began to wait. */
  readonly #idle = new Set<IdleAgent>();
  #running = 0;

  constructor(maxRunning: number, maxIdle: number) {
    this.#maxRunning = maxRunning;
    this.#maxIdle = maxIdle;
  }

  /** How many of an owner wait for a place. */
  waiting(owner: string): number {
    return this.#waiting.filter((one) => one.owner === owner).length;
  }

  /**
   * Resolves with the way to give the place back; calls `onWait` when there is none yet.
   * @throws the signal's reason when it aborts first.
   */
  async take(owner: string, signal: AbortSignal, onWait: () => void): Promise<() => void> {
    if (this.#running < this.#maxRunning) return this.seize(owner);
    onWait();
    await new Promise<void>((resolve, reject) => {
      const entry = { owner, take: () => settle(resolve) };
      const abort = (): void => settle(() => reject(signal.reason));
      const settle = (how: () => void): void => {
        signal.removeEventListener("abort", abort);
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        how();
      };
      this.#waiting.push(entry);
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
    });
    return this.#release(owner);
  }

  /** Takes a place even when there is none: an agent that goes on by itself cannot be made to wait. */
  seize(owner: string): () => void {
    this.#count(owner, 1);
    return this.#release(owner);
  }

  /** An agent waits for the next message. The one that waited longest goes when there are too many. */
  rest(agent: IdleAgent): void {
    this.#idle.delete(agent);
    this.#idle.add(agent);
    if (this.#idle.size <= this.#maxIdle) return;
    const [oldest] = this.#idle;
    if (oldest === undefined) return;
    this.#idle.delete(oldest);
    oldest.retire();
  }

  /** It waits no longer. */
  wake(agent: IdleAgent): void {
    this.#idle.delete(agent);
  }

  #release(owner: string): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#count(owner, -1);
      if (this.#running < this.#maxRunning) this.#next();
    };
  }

  #next(): void {
    const [first, ...others] = this.#waiting;
    if (first === undefined) return;
    const next = others.reduce((best, one) => (this.#isBefore(one, best) ? one : best), first);
    // The place is taken for the one that waited before anybody else can come in between.
    this.#count(next.owner, 1);
    next.take();
  }

  #isBefore(one: Waiting, other: Waiting): boolean {
    const fewer = (this.#held.get(one.owner) ?? 0) - (this.#held.get(other.owner) ?? 0);
    if (fewer !== 0) return fewer < 0;
    return (this.#given.get(one.owner) ?? 0) < (this.#given.get(other.owner) ?? 0);
  }

  #count(owner: string, change: 1 | -1): void {
    this.#running += change;
    const held = (this.#held.get(owner) ?? 0) + change;
    if (change > 0) this.#given.set(owner, ++this.#gifts);
    if (held > 0) this.#held.set(owner, held);
    else {
      this.#held.delete(owner);
      if (this.waiting(owner) === 0) this.#given.delete(owner);
    }
  }
}
