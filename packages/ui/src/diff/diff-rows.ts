import type { DiffHunk } from "@vibedeck/core";
import { changedPart } from "./changed-part.ts";

/** One line of a unified diff as it is shown. */
export interface DiffRow {
  readonly kind: "same" | "added" | "removed" | "gap" | "note";
  readonly text: string;
  /** Line numbers in the old and the new file, counted from 1. */
  readonly before?: number;
  readonly after?: number;
  /** The part of the text that changed, as start and end. */
  readonly mark?: readonly [number, number];
}

/** Turns hunks into rows, with line numbers and the changed part of lines that were changed one for one. */
export function diffRows(hunks: readonly DiffHunk[]): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  for (const [index, hunk] of hunks.entries()) {
    if (index > 0) rows.push({ kind: "gap", text: "" });
    rows.push(...hunkRows(hunk));
  }
  return rows;
}

/** How many lines a diff adds and removes. */
export function countChanges(hunks: readonly DiffHunk[]): {
  readonly added: number;
  readonly removed: number;
} {
  let added = 0;
  let removed = 0;
  for (const hunk of hunks) {
    for (const line of hunk.lines) {
      if (line.startsWith("+")) added++;
      else if (line.startsWith("-")) removed++;
    }
  }
  return { added, removed };
}

function hunkRows(hunk: DiffHunk): DiffRow[] {
  const rows: DiffRow[] = [];
  let before = hunk.oldStart;
  let after = hunk.newStart;
  for (const line of hunk.lines) {
    const text = line.slice(1);
    if (line.startsWith("+")) rows.push({ kind: "added", text, after: after++ });
    else if (line.startsWith("-")) rows.push({ kind: "removed", text, before: before++ });
    else if (line.startsWith("\\")) rows.push({ kind: "note", text: line });
    else rows.push({ kind: "same", text, before: before++, after: after++ });
  }
  return markPairs(rows);
}

/** Lines removed and then added are taken as changed one for one, as far as both go. */
function markPairs(rows: DiffRow[]): DiffRow[] {
  for (let index = 0; index < rows.length; ) {
    const removed = runLength(rows, index, "removed");
    const added = runLength(rows, index + removed, "added");
    for (let pair = 0; pair < Math.min(removed, added); pair++)
      mark(rows, index + pair, index + removed + pair);
    index += Math.max(1, removed + added);
  }
  return rows;
}

function mark(rows: DiffRow[], oldIndex: number, newIndex: number): void {
  const before = rows[oldIndex];
  const after = rows[newIndex];
  const part = before && after && changedPart(before.text, after.text);
  if (!part) return;
  rows[oldIndex] = { ...before, mark: part.before };
  rows[newIndex] = { ...after, mark: part.after };
}

function runLength(rows: readonly DiffRow[], from: number, kind: DiffRow["kind"]): number {
  let end = from;
  while (rows[end]?.kind === kind) end++;
  return end - from;
}
