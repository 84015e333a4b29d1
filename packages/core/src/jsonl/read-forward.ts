import type { OpenedFile, ReadBudget, TailCursor, TailResult } from "../parts.ts";
import { fillBuffer } from "./fill-buffer.ts";
import { FoundLines } from "./found-lines.ts";
import type { JsonlLimits, SkimPlan } from "./limits.ts";

const LINE_FEED = 0x0a;

/** Reads complete lines from a cursor on, until the budget is spent or no complete one is left. */
export function readForward(
  file: OpenedFile,
  from: TailCursor,
  budget: ReadBudget,
  buffer: Buffer,
  limits: JsonlLimits,
  skim?: SkimPlan,
): TailResult {
  const found = new FoundLines(file, limits, skim);
  let start = from.offset;
  /** Between `start` and here there is no line feed. */
  let searched = Math.max(start, from.scanned ?? 0);
  const stop = searched + Math.max(1, budget.bytes);
  let atEnd = false;
  while (!atEnd && found.entries.length < budget.entries && searched < stop) {
    // The begun line is read again together with its rest while it is short, else once its end is found.
    const base = searched - start <= buffer.length / 2 ? start : searched;
    const wanted = Math.min(buffer.length, stop - base);
    const window = buffer.subarray(0, fillBuffer(file, buffer, base, wanted));
    let feed = window.indexOf(LINE_FEED, searched - base);
    while (feed !== -1 && found.entries.length < budget.entries) {
      const end = base + feed + 1;
      found.take(start, end, window, base);
      start = end;
      searched = end;
      feed = window.indexOf(LINE_FEED, feed + 1);
    }
    if (feed === -1) {
      searched = Math.max(searched, base + window.length);
      atEnd = window.length < wanted;
    }
  }
  const next = searched > start ? { offset: start, scanned: searched } : { offset: start };
  return { entries: found.entries, next, atEnd, blank: found.blank };
}

/** The byte after the first line feed at or after `from`; the file's size when there is none. */
export function nextLineStart(file: OpenedFile, from: number, buffer: Buffer, limits: JsonlLimits): number {
  for (let base = from; base < file.size && base - from < limits.searchBytes; ) {
    const filled = fillBuffer(file, buffer, base, buffer.length);
    if (filled === 0) break;
    const feed = buffer.subarray(0, filled).indexOf(LINE_FEED);
    if (feed !== -1) return base + feed + 1;
    base += filled;
  }
  return file.size;
}
