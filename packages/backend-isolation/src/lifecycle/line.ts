interface Waiting {
  enter(): void;
  moved(place: number): void;
}

/** Those who wait for a free sandbox: who came first enters first, and each one knows their place. */
export class Line {
  readonly #waiting: Waiting[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves when it is this one's turn.
   * @param moved told the place in line, 1 for the next, at once and whenever it changes.
   * @param entered called at the moment it is let in, before anybody else can come in between.
   * @throws the signal's reason when it aborts first.
   */
  wait(signal: AbortSignal, moved: (place: number) => void, entered: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (how: () => void): void => {
        signal.removeEventListener("abort", abort);
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        how();
        this.#tell();
      };
      const abort = (): void => settle(() => reject(signal.reason));
      const enter = (): void => {
        entered();
        settle(resolve);
      };
      const entry: Waiting = { moved, enter };
      this.#waiting.push(entry);
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      else moved(this.#waiting.length);
    });
  }

  /** Lets the first one in. @returns whether there was one. */
  next(): boolean {
    const [first] = this.#waiting;
    first?.enter();
    return first !== undefined;
  }

  #tell(): void {
    for (const [at, { moved }] of this.#waiting.entries()) moved(at + 1);
  }
}

/** "3rd". */
export function ordinal(place: number): string {
  const tens = place % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${ending}`;
}
