/**
 * What was read and not yet taken. `push` waits while too much lies here, so that a tool whose reader is slow is made
 * to wait instead of filling the memory.
 */
export class EventQueue<T> {
  readonly #limit: number;
  readonly #items: T[] = [];
  #wake: (() => void) | undefined;
  #room: (() => void)[] = [];
  #ended = false;

  /** @param limit how many items may lie here before `push` waits. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when there is room for more. Nothing is kept once it has ended. */
  async push(items: readonly T[]): Promise<void> {
    if (this.#ended) return;
    this.#items.push(...items);
    this.#wake?.();
    while (this.#items.length >= this.#limit && !this.#ended) {
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

  #makeRoom(): void {
    for (const resolve of this.#room.splice(0)) resolve();
  }
}
