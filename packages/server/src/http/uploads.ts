import { unavailable } from "./errors.ts";

/** How many large bodies may be held in memory at once, over all readers and for one. */
const MAX_UPLOADS = 4;
const MAX_UPLOADS_OF_ONE = 2;

/** Counts the large bodies that are being received or worked on, so that they do not add up. */
export class Uploads {
  readonly #of = new Map<string, number>();
  #total = 0;

  /**
   * Takes a place for one; the returned function gives it back, once.
   * @throws `VibeDeckError` `UNAVAILABLE` when all places are taken.
   */
  take(reader: string): () => void {
    const mine = this.#of.get(reader) ?? 0;
    if (this.#total >= MAX_UPLOADS || mine >= MAX_UPLOADS_OF_ONE) {
      throw unavailable("Other large messages are being received.");
    }
    this.#total++;
    this.#of.set(reader, mine + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#giveBack(reader);
    };
  }

  #giveBack(reader: string): void {
    this.#total--;
    const left = (this.#of.get(reader) ?? 1) - 1;
    if (left === 0) this.#of.delete(reader);
    else this.#of.set(reader, left);
  }
}
