import type { OpenedFile } from "@vibedeck/core";
import { createJsonlTailer } from "@vibedeck/core/jsonl";
import { describe, expect, it } from "vitest";
import { memoryFile } from "./memory-file.ts";
import { readAll, readAllBefore } from "./read-all.ts";

const MB = 1024 * 1024;
const SLICE = { bytes: 8 * MB, entries: 1000 };

/** A line of x between two small ones, without the memory that it would take. */
function fileWithLongLine(length: number): OpenedFile & { calls: number } {
  const before = Buffer.from('{"first":1}\n');
  const after = Buffer.from('\n{"last":1}\n');
  const size = before.length + length + after.length;
  return {
    size,
    calls: 0,
    read(into, position) {
      this.calls++;
      const filled = Math.max(0, Math.min(into.length, size - position));
      into.fill(0x78, 0, filled);
      for (const [part, at] of [
        [before, 0],
        [after, size - after.length],
      ] as const) {
        for (let index = 0; index < part.length; index++) {
          const target = at + index - position;
          if (target >= 0 && target < filled) into[target] = part[index] ?? 0;
        }
      }
      return filled;
    },
  };
}

function peakMemory(run: () => void, sample: { watch(): void; peak: number }): number {
  sample.watch();
  const before = sample.peak;
  run();
  sample.watch();
  return sample.peak - before;
}

describe("a line without an end", () => {
  it("becomes one placeholder without being held in memory (114)", () => {
    const tailer = createJsonlTailer();
    const file = fileWithLongLine(700 * MB);
    const sample = {
      peak: 0,
      watch() {
        this.peak = Math.max(this.peak, process.memoryUsage.rss());
      },
    };
    const watched: OpenedFile = {
      size: file.size,
      read: (into, position) => {
        sample.watch();
        return file.read(into, position);
      },
    };

    const growth = peakMemory(() => {
      const { entries } = readAll(tailer, watched, SLICE);

      expect(entries).toEqual([
        { offset: 0, bytes: 12, value: { first: 1 } },
        { offset: 12, bytes: 700 * MB + 1, problem: "too-long", excerpt: "x".repeat(2000) },
        { offset: 12 + 700 * MB + 1, bytes: 11, value: { last: 1 } },
      ]);
    }, sample);

    expect(growth).toBeLessThan(60 * MB);
  });

  it("is walked in bounded steps (113)", () => {
    const tailer = createJsonlTailer();
    const file = fileWithLongLine(100 * MB);

    const first = tailer.read(file, { offset: 0 }, SLICE);

    expect(first.entries).toHaveLength(1);
    expect(first.next.offset).toBe(12);
    expect(first.next.scanned).toBeLessThanOrEqual(8 * MB + MB);
    expect(first.atEnd).toBe(false);
  });

  it("is the same placeholder when it is read from behind (114)", () => {
    const tailer = createJsonlTailer();
    const file = fileWithLongLine(100 * MB);

    const backward = readAllBefore(tailer, file, file.size, { bytes: MB, entries: 100 });

    expect(backward.entries).toEqual(readAll(tailer, file, SLICE).entries);
  });

  it("is given up in bounded steps when it is read from behind, and what precedes it is still found (113)", () => {
    const tailer = createJsonlTailer({ searchBytes: 10 * MB });
    const file = fileWithLongLine(35 * MB);

    const backward = readAllBefore(tailer, file, file.size, { bytes: MB, entries: 100 });

    expect(backward.entries.map((entry) => entry.problem)).toEqual([undefined, "too-long", undefined]);
    expect(backward.entries[0]?.value).toEqual({ first: 1 });
  });

  it("is parsed up to the limit and not one byte further", () => {
    const tailer = createJsonlTailer({ lineBytes: 100_000 });
    const line = (bytes: number) => `{"a":"${"x".repeat(bytes - 9)}"}\n`;

    const { entries } = readAll(tailer, memoryFile(line(100_000) + line(100_001) + line(20)), SLICE);

    expect(entries.map((entry) => entry.problem)).toEqual([undefined, "too-long", undefined]);
    expect(entries.map((entry) => entry.bytes)).toEqual([100_000, 100_001, 20]);
  });
});
