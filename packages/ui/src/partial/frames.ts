/** A share of the time that updates may take: one that took 10 ms is followed by the next after 30. */
const REST = 3;
/** The longest pause between two updates, in milliseconds. */
const LONGEST = 500;

/** Runs an update once a frame at most, and less often when the updates are expensive. */
export class Frames {
  readonly #update: () => void;
  #asked = false;
  #notBefore = 0;
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(update: () => void) {
    this.#update = update;
  }

  /** Asks for an update. */
  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    const wait = this.#notBefore - performance.now();
    if (wait > 16) this.#timer = setTimeout(() => this.#next(), wait);
    else this.#next();
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#asked = false;
  }

  #next(): void {
    this.#frame = requestAnimationFrame(() => {
      this.#asked = false;
      const began = performance.now();
      this.#update();
      // After the frame was laid out and painted: that is what a long text costs most.
      setTimeout(() => {
        const took = performance.now() - began;
        this.#notBefore = performance.now() + Math.min(LONGEST, took > 8 ? took * REST : 0);
      });
    });
  }
}
