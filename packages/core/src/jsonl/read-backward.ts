import type { OpenedFile, ReadBudget, TailResult } from "../parts.ts";
import { BackwardWindow } from "./backward-window.ts";
import { FoundLines } from "./found-lines.ts";
import type { JsonlLimits } from "./limits.ts";

/**
 * Reads the last complete lines that end at or before an offset, in file order. `next.offset` is where the first of
 * them begins: the offset to ask for what comes before. `atEnd` says that nothing does.
 */
export function readBackward(
  file: OpenedFile,
  offset: number,
  budget: ReadBudget,
  buffer: Buffer,
  limits: JsonlLimits,
): TailResult {
  const found = new FoundLines(file, limits);
  const window = new BackwardWindow(file, offset, buffer);
  // What follows the last line feed is unfinished, or not wholly before the offset.
  const last = window.lineStart(offset, limits.searchBytes);
  let end = last ?? window.base;
  let lost = last === undefined;
  const stop = end - budget.bytes;
  while (!lost && end > 0 && end > stop && found.entries.length < budget.entries) {
    const start = window.lineStart(end - 1, limits.searchBytes);
    // An endless line: the placeholder covers what was searched, and the next call skips the rest of the line.
    lost = start === undefined;
    const begin = start ?? window.base;
    found.take(begin, end, window.bytes, window.base);
    end = begin;
  }
  return { entries: found.entries.reverse(), next: { offset: end }, atEnd: end === 0, blank: found.blank };
}
