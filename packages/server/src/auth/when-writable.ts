import { isVibeDeckError } from "@vibedeck/core";

/** How long nothing is tried after it did not work, in milliseconds. */
const PAUSE_MS = 5_000;

/**
 * Writes what is good to know and no reason to turn anybody away. While another process holds the database, each try
 * keeps everybody waiting, so after one that failed there is a pause.
 */
export class WhenWritable {
  readonly #now: () => number;
  #failedAt = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  write(work: () => void): void {
    if (Math.abs(this.#now() - this.#failedAt) < PAUSE_MS) return;
    try {
      work();
    } catch (error) {
      // In the log already: the database said so there.
      if (!isVibeDeckError(error)) throw error;
      this.#failedAt = this.#now();
    }
  }
}
