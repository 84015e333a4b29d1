import type { ListRow } from "./rows.ts";

/** Heights of the kinds of rows in CSS pixels; the style sheet of the list uses the same. */
export const ROW_HEIGHTS: { readonly [Kind in ListRow["kind"]]: number } = {
  group: 34,
  session: 56,
  more: 32,
};

/** The part of the list that is in the DOM, and the empty space before and after it, in CSS pixels. */
export interface RowWindow {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  readonly before: number;
  readonly after: number;
}

/** The offset of each row from the top of the list, and at the end the height of the whole. */
export function rowOffsets(rows: readonly ListRow[]): readonly number[] {
  const offsets = [0];
  let top = 0;
  for (const row of rows) {
    top += ROW_HEIGHTS[row.kind];
    offsets.push(top);
  }
  return offsets;
}

/** Which rows to put into the DOM for a place of the scroll bar, with some more on both sides. */
export function rowWindow(
  offsets: readonly number[],
  scrollTop: number,
  height: number,
  overscan = 400,
): RowWindow {
  const count = offsets.length - 1;
  const first = Math.max(0, lastAtOrBefore(offsets, scrollTop - overscan));
  const end = Math.min(count, lastAtOrBefore(offsets, scrollTop + height + overscan) + 1);
  const total = offsets[count] ?? 0;
  return { first, end, before: offsets[first] ?? 0, after: total - (offsets[end] ?? total) };
}

/** The index of the last row that begins at or before a place; rows are sorted by their offsets. */
function lastAtOrBefore(offsets: readonly number[], place: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
