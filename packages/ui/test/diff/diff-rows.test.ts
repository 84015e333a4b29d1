import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changedPart } from "../../src/diff/changed-part.ts";
import { countChanges, diffRows } from "../../src/diff/diff-rows.ts";
import { lineDiff } from "../../src/diff/line-diff.ts";

const HUNK = {
  oldStart: 7,
  oldLines: 3,
  newStart: 9,
  newLines: 3,
  lines: [" a", "-let b = 1;", "+let b = 2;", " c", "\\ No newline at end of file"],
};

describe("a diff", () => {
  it("numbers the lines of both files", () => {
    const rows = diffRows([HUNK]);

    expect(rows.map((row) => [row.kind, row.before, row.after])).toEqual([
      ["same", 7, 9],
      ["removed", 8, undefined],
      ["added", undefined, 10],
      ["same", 9, 11],
      ["note", undefined, undefined],
    ]);
  });

  it("marks the words that changed", () => {
    const marked = diffRows([HUNK]).map((row) => row.mark && row.text.slice(...row.mark));

    expect(marked).toEqual([undefined, "1", "2", undefined, undefined]);
  });

  it("shows a gap between hunks and counts both kinds of change", () => {
    expect(diffRows([HUNK, HUNK]).filter((row) => row.kind === "gap")).toHaveLength(1);
    expect(countChanges([HUNK, HUNK])).toEqual({ added: 2, removed: 2 });
  });

  it("takes hunks that make no sense", () => {
    const odd = [
      { oldStart: Number.NaN, oldLines: -1, newStart: 1e9, newLines: 0, lines: ["", "x", "+", "-"] },
    ];

    expect(diffRows(odd)).toHaveLength(4);
  });

  it.each([
    ["const total = price * count;", "const total = price * quantity;", "count", "quantity"],
    ["return a;", "return a + b;", "", " + b"],
    ["  if (x) {", "  if (y) {", "x", "y"],
  ])("finds what differs between %j and %j", (before, after, was, is) => {
    const part = changedPart(before, after);

    expect(part && [before.slice(...part.before), after.slice(...part.after)]).toEqual([was, is]);
  });

  it("says nothing of lines that have little in common", () => {
    expect(changedPart("import a from b", "} catch {")).toBeUndefined();
  });

  it("puts the parts together again into the lines they came from", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const part = changedPart(before, after);
        if (part === undefined) return;
        const [start, end] = part.before;
        expect(before.slice(0, start) + after.slice(...part.after) + before.slice(end)).toBe(after);
      }),
    );
  });
});

describe("two texts", () => {
  it("are compared line by line", () => {
    expect(lineDiff("a\nb\nc", "a\nB\nc")?.[0]?.lines).toEqual([" a", "-b", "+B", " c"]);
  });

  it("are given up when comparing them takes too long", () => {
    const noise = (seed: number): string =>
      Array.from({ length: 20_000 }, (_, index) => `${(index * seed) % 9973}`).join("\n");
    const started = performance.now();

    lineDiff(noise(7919), noise(6101));

    expect(performance.now() - started).toBeLessThan(2000);
  });
});
