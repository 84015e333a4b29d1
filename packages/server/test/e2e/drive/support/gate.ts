/** A place where the stand-in waits until the test lets it go on. */
export class Gate {
  /** Resolves when somebody waits at the gate. */
  readonly reached: Promise<void>;
  #arrive: () => void = () => {};
  readonly #opened: Promise<void>;
  #open: () => void = () => {};

  constructor() {
    this.reached = new Promise((resolve) => {
      this.#arrive = resolve;
    });
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }

  async pass(): Promise<void> {
    this.#arrive();
    await this.#opened;
  }
}
