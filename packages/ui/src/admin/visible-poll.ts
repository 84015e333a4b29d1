/** Reads something again and again while the page is looked at: never in a hidden tab, never twice at once. */
export class VisiblePoll {
  readonly #read: (signal: AbortSignal) => Promise<void>;
  readonly #everyMs: number;
  #life: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> | undefined;

  /** @param read Takes its errors itself. @param everyMs From the end of a reading to the next, in milliseconds. */
  constructor(read: (signal: AbortSignal) => Promise<void>, everyMs: number) {
    this.#read = read;
    this.#everyMs = everyMs;
  }

  /** Reads at once and from then on; nothing happens when it does already. */
  start(): void {
    if (this.#life !== undefined) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener("visibilitychange", () => this.#looked(), { signal });
    this.#looked();
  }

  stop(): void {
    this.#life?.abort();
    this.#life = undefined;
    this.#reading = undefined;
    clearTimeout(this.#timer);
  }

  /** Reads once more without waiting for the time; what is being read already may be older. */
  async now(): Promise<void> {
    await this.#reading;
    await this.#once();
  }

  #looked(): void {
    clearTimeout(this.#timer);
    if (!document.hidden) void this.#once();
  }

  #once(): Promise<void> {
    const signal = this.#life?.signal;
    if (signal === undefined) return Promise.resolve();
    clearTimeout(this.#timer);
    this.#reading ??= this.#read(signal).finally(() => {
      if (signal.aborted) return;
      this.#reading = undefined;
      if (!document.hidden) this.#timer = setTimeout(() => void this.#once(), this.#everyMs);
    });
    return this.#reading;
  }
}
