/** How much may lie in an {@link EventQueue} before `push` waits. */
export interface QueueLimits {
  readonly items: number;
  /** Of what the items were made of, in characters. */
  readonly size: number;
}

/**
 * What was read and not yet taken. `push` waits while too much lies here, so that a tool whose reader is slow is made
 * to wait instead of filling the memory.
 */
export class EventQueue<T> {
  readonly #limits: QueueLimits;
  readonly #items: T[] = [];
  #size = 0;
  #wake: (() => void) | undefined;
  #room: (() => void)[] = [];
  #ended = false;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /**
   * Resolves when there is room for more. Nothing is kept once it has ended.
   * @param size how much the items were made of, in characters.
   */
  async push(items: readonly T[], size: number = 0): Promise<void> {
    if (this.#ended) return;
    this.#items.push(...items);
    this.#size += size;
    this.#wake?.();
    while (this.#isFull && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#room.push(resolve);
      });
    }
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
    this.#makeRoom();
  }

  /** Everything that is pushed, until the end. For one reader. A reader that stops early ends the queue. */
  async *read(): AsyncGenerator<T> {
    try {
      for (;;) {
        const items = this.#items.splice(0);
        this.#size = 0;
        this.#makeRoom();
        yield* items;
        if (this.#items.length > 0) continue;
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.#items.length = 0;
      this.end();
    }
  }

  get #isFull(): boolean {
    return this.#items.length >= this.#limits.items || this.#size >= this.#limits.size;
  }

  #makeRoom(): void {
    for (const resolve of this.#room.splice(0)) resolve();
  }
}
