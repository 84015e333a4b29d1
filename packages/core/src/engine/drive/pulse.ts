/** Calls at once, then at most once in an interval as long as it is asked again. */
export class Pulse {
  readonly #call: () => void;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #again = false;

  constructor(everyMs: number, call: () => void) {
    this.#everyMs = everyMs;
    this.#call = call;
  }

  beat(): void {
    if (this.#timer !== undefined) {
      this.#again = true;
      return;
    }
    this.#timer = setTimeout(() => this.#rest(), this.#everyMs);
    this.#timer.unref();
    this.#call();
  }

  /** Calls at once, whenever the last call was. */
  now(): void {
    this.close();
    this.beat();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }

  #rest(): void {
    this.#timer = undefined;
    if (!this.#again) return;
    this.#again = false;
    this.beat();
  }
}
