import { createJsonlTailer } from "@vibedeck/core/jsonl";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryFile } from "./memory-file.ts";
import { naiveLines } from "./naive-lines.ts";
import { readAll, readAllBefore } from "./read-all.ts";

const line = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc
    .dictionary(fc.string({ maxLength: 3 }), fc.string({ unit: "grapheme", maxLength: 60 }))
    .map((value) => JSON.stringify(value)),
  fc.constantFrom("", " ", "\r", "{", "\ufeff{}", '{"日本":"🎉"}'),
);
const content = fc
  .tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([lines, ending, finished]) => Buffer.from(lines.join(ending) + (finished ? ending : "")));
const sizes = fc.record({
  chunkBytes: fc.integer({ min: 1, max: 40 }),
  piece: fc.integer({ min: 1, max: 17 }),
  bytes: fc.integer({ min: 1, max: 200 }),
  entries: fc.integer({ min: 1, max: 5 }),
  lineBytes: fc.constantFrom(1e6, 30),
});

describe("lines in chunks of any size", () => {
  it("are the lines of a naive splitter, forwards and backwards", () => {
    fc.assert(
      fc.property(content, sizes, (bytes, { chunkBytes, piece, lineBytes, ...budget }) => {
        const tailer = createJsonlTailer({ chunkBytes, lineBytes });
        const lines = naiveLines(bytes);
        const blank = (text: string) => text.replace(/^\ufeff/, "").trim() === "";
        const full = lines.filter((one) => !blank(one.text) || one.bytes > lineBytes);

        const forward = readAll(tailer, memoryFile(bytes, piece), budget);
        const backward = readAllBefore(tailer, memoryFile(bytes, piece), bytes.length, budget);

        expect(forward.entries.map(({ offset, bytes }) => ({ offset, bytes }))).toEqual(
          full.map(({ offset, bytes }) => ({ offset, bytes })),
        );
        expect(forward.entries.map((entry) => entry.value)).toEqual(
          full.map((one) => parsed(one, lineBytes)),
        );
        expect(forward.blank).toBe(lines.length - full.length);
        expect(backward).toEqual({ entries: forward.entries, blank: forward.blank });
      }),
      { numRuns: 500 },
    );
  });

  it("continue at any offset from the line before and the line after it", () => {
    fc.assert(
      fc.property(content, fc.nat({ max: 500 }), sizes, (bytes, at, { chunkBytes, lineBytes, ...budget }) => {
        const tailer = createJsonlTailer({ chunkBytes, lineBytes });
        const file = memoryFile(bytes);
        const offset = Math.min(at, bytes.length);
        const all = readAll(tailer, file, budget).entries;

        expect(readAllBefore(tailer, file, offset, budget).entries).toEqual(
          all.filter((entry) => entry.offset + entry.bytes <= offset),
        );
        expect(readAll(tailer, file, budget, { offset: tailer.align(file, offset) }).entries).toEqual(
          all.filter((entry) => entry.offset >= offset),
        );
      }),
      { numRuns: 300 },
    );
  });
});

function parsed(line: { text: string; bytes: number }, lineBytes: number): unknown {
  if (line.bytes > lineBytes) return undefined;
  try {
    const value: unknown = JSON.parse(line.text.replace(/^\ufeff/, ""));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
