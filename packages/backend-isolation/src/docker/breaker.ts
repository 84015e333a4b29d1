/** Failures in a row before nobody is let through. */
const PATIENCE = 3;

/** How long then, in milliseconds: at first, and at most. It doubles with each further failure. */
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Keeps calls from an engine that does not answer, so that nobody waits for the same silence again. */
export class Breaker {
  readonly #now: () => number;
  #failures = 0;
  #closedUntil = 0;
  #probing = false;
  #last: unknown;

  /** @param now milliseconds of a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether the last calls went through. */
  get open(): boolean {
    return this.#failures < PATIENCE;
  }

  /**
   * Lets work through, and one at a time while it is not known whether it would succeed.
   * @param signal of whoever may give up.
   * @throws what the work throws, or what it threw last when it is not even tried.
   */
  async pass<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (!this.open && (this.#probing || this.#now() < this.#closedUntil)) throw this.#last;
    const probes = !this.open;
    if (probes) this.#probing = true;
    try {
      const result = await work();
      this.#failures = 0;
      return result;
    } catch (error) {
      // Whoever gave up says nothing about the engine.
      if (signal?.aborted !== true) this.#failed(error);
      throw error;
    } finally {
      // Who was let through before knows nothing of who tries now.
      if (probes) this.#probing = false;
    }
  }

  #failed(error: unknown): void {
    // What had been let through before it closed is the same failure.
    if (!this.open && this.#now() < this.#closedUntil) return;
    this.#failures++;
    this.#last = error;
    const doublings = Math.max(0, this.#failures - PATIENCE);
    this.#closedUntil = this.#now() + Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(doublings, 10));
  }
}
