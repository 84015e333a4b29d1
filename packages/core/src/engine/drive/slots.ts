/** Something that holds an agent which waits for the next message. */
export interface IdleAgent {
  /** Closes it, because others need its place. */
  retire(): void;
}

/** How many agents may be in a turn, and how many may wait for the next message. */
export class Slots {
  readonly #maxRunning: number;
  readonly #maxIdle: number;
  readonly #waiting: { readonly take: () => void }[] = [];
  /** In the order in which they began to wait. */
  readonly #idle = new Set<IdleAgent>();
  #running = 0;

  constructor(maxRunning: number, maxIdle: number) {
    this.#maxRunning = maxRunning;
    this.#maxIdle = maxIdle;
  }

  /** How many wait for a place. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves with the way to give the place back; calls `onWait` when there is none yet.
   * @throws the signal's reason when it aborts first.
   */
  async take(signal: AbortSignal, onWait: () => void): Promise<() => void> {
    if (this.#running < this.#maxRunning) return this.seize();
    onWait();
    await new Promise<void>((resolve, reject) => {
      const entry = { take: () => settle(resolve) };
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
    return this.#held();
  }

  /** Takes a place even when there is none: an agent that goes on by itself cannot be made to wait. */
  seize(): () => void {
    this.#running++;
    return this.#held();
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

  #held(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#running--;
      if (this.#running >= this.#maxRunning) return;
      const next = this.#waiting[0];
      if (next === undefined) return;
      // The place is taken for the one that waited before anybody else can come in between.
      this.#running++;
      next.take();
    };
  }
}
