import { readLines } from "@vibedeck/core/process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSplitter } from "../../src/process/split-lines.ts";

/** Cuts the bytes at any places. */
function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

/** What the lines are, without cutting. */
function naive(bytes: Buffer, limit: number): string[] {
  const pieces = bytes.toString("latin1").split("\n");
  if (pieces.at(-1) === "") pieces.pop();
  return pieces.map((piece) =>
    piece.length > limit ? "" : Buffer.from(piece.replace(/\r$/, ""), "latin1").toString("utf8"),
  );
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

async function* stream(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* pieces;
}

const line = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom("", "\r", "x\r", '{"t":"日本🎉"}', "\ufeffx"),
);
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([lines, ending, finished]) => Buffer.from(lines.join(ending) + (finished ? ending : "")));
const junk = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

describe("lines", () => {
  it("are the same however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(text, junk),
        fc.array(fc.nat({ max: 20 }), { maxLength: 60 }),
        fc.constantFrom(5, 30, 1e6),
        async (bytes, sizes, limit) => {
          const lines = await collect(readLines(stream(cut(bytes, sizes)), limit));

          expect(lines).toEqual(naive(bytes, limit));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("survive a cut at every byte of every character (222)", async () => {
    const bytes = Buffer.from('{"t":"日本🎉"}\n');

    for (let at = 0; at <= bytes.length; at += 1) {
      expect(await collect(readLines(stream(cut(bytes, [at]))))).toEqual(['{"t":"日本🎉"}']);
    }
  });

  it("over the bound are dropped, and one empty line stands for each", async () => {
    const long = Buffer.alloc(3_000_000, "x");
    const bytes = Buffer.concat([Buffer.from("a\n"), long, Buffer.from("\nb\n"), long]);

    const lines = await collect(readLines(stream(cut(bytes, Array(100).fill(65_536))), 1_000_000));

    expect(lines).toEqual(["a", "", "b", ""]);
  });

  it("of the bound itself come whole", () => {
    const splitter = new LineSplitter(100_000);

    expect(splitter.push(Buffer.from(`${"x".repeat(100_000)}\n`))).toEqual(["x".repeat(100_000)]);
    expect(splitter.push(Buffer.from("y".repeat(99_999)))).toEqual([]);
    expect(splitter.push(Buffer.from("y\n"))).toEqual([`${"y".repeat(99_999)}y`]);
  });

  it("that come byte by byte cost no more memory than they hold", () => {
    const splitter = new LineSplitter(10_000_000);
    const before = process.memoryUsage();

    for (let index = 0; index < 2_000_000; index += 1) splitter.push(Buffer.from("x"));

    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(32_000_000);
    expect(splitter.push(Buffer.from("\n"))[0]).toHaveLength(2_000_000);
  });
});
