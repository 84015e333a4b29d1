import type { Chunk } from "./chunks.ts";
import { type DomRange, domRange } from "./dom-range.ts";

/** A first guess at the height of a message, in CSS pixels. */
const GUESS = 96;

/** Which chunks are in the DOM around the one that is looked at, and how high the others were when they last were. */
export class DomWindow {
  readonly #heights = new Map<number, number>();
  /** Start of the chunk that is looked at. */
  centre: number | undefined;

  clear(): void {
    this.#heights.clear();
    this.centre = undefined;
  }

  /** The range for the present centre; without one the end of the transcript. */
  range(chunks: readonly Chunk[]): DomRange {
    const at = chunks.findIndex((chunk) => chunk.start === this.centre);
    return domRange(
      chunks.map((chunk) => chunk.messages.length),
      at < 0 ? chunks.length - 1 : at,
    );
  }

  /** Whether a chunk was laid out before, so that its height is known. */
  knows(chunk: Chunk): boolean {
    return this.#heights.has(chunk.start);
  }

  /** Forgets all heights: the width of the page is another. */
  forgetHeights(): void {
    this.#heights.clear();
  }

  /** The measured height of a chunk, else a guess. */
  height(chunk: Chunk): number {
    return this.#heights.get(chunk.start) ?? chunk.messages.length * GUESS;
  }

  /** Remembers the heights of the sections that are in the DOM. */
  measure(sections: Iterable<HTMLElement>): void {
    for (const section of sections) {
      const start = Number(section.dataset["chunk"]);
      if (section.tagName !== "SECTION" || section.offsetHeight === 0) continue;
      this.#heights.set(start, section.offsetHeight);
      // From now on the browser may skip it while it is out of view: its height will not be a guess.
      section.classList.add("measured");
      section.style.containIntrinsicSize = `auto ${section.offsetHeight}px`;
    }
  }
}
