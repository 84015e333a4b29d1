import type { OpenedFile, RawEntry, ReadBudget, TailCursor, Tailer } from "@vibedeck/core";

/** Reads to the end in as many calls as the budget makes it. */
export function readAll(
  tailer: Tailer,
  file: OpenedFile,
  budget: ReadBudget,
  from: TailCursor = { offset: 0 },
): { entries: RawEntry[]; blank: number; next: TailCursor } {
  const entries: RawEntry[] = [];
  let blank = 0;
  let next = from;
  for (let atEnd = false; !atEnd; ) {
    const result = tailer.read(file, next, budget);
    entries.push(...result.entries);
    blank += result.blank;
    next = result.next;
    atEnd = result.atEnd;
  }
  return { entries, blank, next };
}

/** Reads to the beginning in as many calls as the budget makes it. */
export function readAllBefore(
  tailer: Tailer,
  file: OpenedFile,
  offset: number,
  budget: ReadBudget,
): { entries: RawEntry[]; blank: number } {
  const entries: RawEntry[] = [];
  let blank = 0;
  let before = offset;
  for (let atEnd = false; !atEnd; ) {
    const result = tailer.readBefore(file, before, budget);
    entries.unshift(...result.entries);
    blank += result.blank;
    before = result.next.offset;
    atEnd = result.atEnd;
  }
  return { entries, blank };
}
