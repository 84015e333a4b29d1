/** Most messages that are in the DOM at once. */
export const MAX_IN_DOM = 1500;

/** Which chunks are in the DOM; the others are spacers. */
export interface DomRange {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/**
 * Grows from the chunk that is looked at to both sides until the limit is reached.
 * @param sizes Messages in each chunk.
 * @param centre Index of the chunk that is looked at.
 */
export function domRange(sizes: readonly number[], centre: number, limit: number = MAX_IN_DOM): DomRange {
  let first = Math.max(0, Math.min(centre, sizes.length - 1));
  let end = Math.min(sizes.length, first + 1);
  let room = limit - (sizes[first] ?? 0);
  for (let grown = true; grown; ) {
    grown = false;
    const before = sizes[first - 1];
    if (before !== undefined && before <= room) {
      first -= 1;
      room -= before;
      grown = true;
    }
    const after = sizes[end];
    if (after !== undefined && after <= room) {
      end += 1;
      room -= after;
      grown = true;
    }
  }
  return { first, end };
}
