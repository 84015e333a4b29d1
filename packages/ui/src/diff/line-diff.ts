import type { DiffHunk } from "@vibedeck/core";
import { structuredPatch } from "diff";

const BUDGET_MS = 150;

/**
 * Compares two texts line by line.
 * @returns `undefined` when it would take too long.
 */
export function lineDiff(before: string, after: string): readonly DiffHunk[] | undefined {
  const patch = structuredPatch("", "", before, after, undefined, undefined, {
    context: 3,
    timeout: BUDGET_MS,
  });
  return patch?.hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.filter((line) => !line.startsWith("\\")),
  }));
}
