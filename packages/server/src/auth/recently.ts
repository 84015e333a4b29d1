/** Entries that are remembered at once. */
const MAX = 5_000;

/** Tells whether the same thing was said a short while ago; forgets the oldest when it remembers too much. */
export class Recently {
  readonly #ms: number;
  readonly #at = new Map<string, number>();

  /** @param ms how long something counts as said, in milliseconds. */
  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Notes it. @returns true when it is news. */
  note(what: string, now: number): boolean {
    const before = this.#at.get(what);
    if (before !== undefined && now - before < this.#ms) return false;
    this.#at.delete(what);
    this.#at.set(what, now);
    for (const [oldest, at] of this.#at) {
      if (this.#at.size <= MAX && now - at < this.#ms) break;
      this.#at.delete(oldest);
    }
    return true;
  }

  forget(what: string): void {
    this.#at.delete(what);
  }
}
