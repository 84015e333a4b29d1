import { createJsonlTailer } from "@vibedeck/core/jsonl";
import { describe, expect, it } from "vitest";
import { memoryFile } from "./memory-file.ts";
import { readAll } from "./read-all.ts";

const PLENTY = { bytes: 1e9, entries: 1e9 };
const tailer = createJsonlTailer();
const read = (content: Uint8Array | string) => readAll(tailer, memoryFile(content), PLENTY);
const problems = (content: Uint8Array | string) => read(content).entries.map((entry) => entry.problem);

describe("the jsonl tailer", () => {
  it("gives each line with its place, its length and its value", () => {
    const { entries, blank, next } = read('{"a":1}\n{"b":"日本🎉"}\n');

    expect(entries).toEqual([
      { offset: 0, bytes: 8, value: { a: 1 } },
      { offset: 8, bytes: 19, value: { b: "日本🎉" } },
    ]);
    expect(blank).toBe(0);
    expect(next).toEqual({ offset: 27 });
  });

  it("leaves a half-written line for later and says how far it was searched (221)", () => {
    const { entries, next } = read('{"a":1}\n{"b":');

    expect(entries).toHaveLength(1);
    expect(next).toEqual({ offset: 8, scanned: 13 });
  });

  it("finds each line exactly once when a writer appends byte by byte (221)", () => {
    const whole = Buffer.from('{"a":"é"}\n\n{"b":"🎉"}\r\nbroken\n{"c":[1,2]}\n');
    const found: unknown[] = [];
    let next: { offset: number; scanned?: number } = { offset: 0 };

    for (let length = 0; length <= whole.length; length++) {
      const result = tailer.read(memoryFile(whole.subarray(0, length)), next, PLENTY);
      found.push(...result.entries);
      next = result.next;
    }

    expect(found).toEqual(read(whole).entries);
    expect(found).toHaveLength(4);
  });

  it("reads a line right wherever inside of it the file was cut (222)", () => {
    const line = Buffer.from('{"t":"日本🎉"}\n');

    for (let cut = 0; cut < line.length; cut++) {
      const first = tailer.read(memoryFile(line.subarray(0, cut)), { offset: 0 }, PLENTY);
      const second = tailer.read(memoryFile(line), first.next, PLENTY);

      expect(first.entries).toEqual([]);
      expect(second.entries).toEqual([{ offset: 0, bytes: line.length, value: { t: "日本🎉" } }]);
    }
  });

  it("does not read a growing long line again at each append", () => {
    const small = createJsonlTailer({ chunkBytes: 1024 });
    const line = Buffer.from(`{"a":"${"x".repeat(500_000)}"}\n`);
    let next: { offset: number; scanned?: number } = { offset: 0 };
    let bytesRead = 0;
    let entries = 0;

    for (let length = 5_000; length <= line.length + 5_000; length += 5_000) {
      const file = memoryFile(line.subarray(0, Math.min(length, line.length)));
      const result = readAll(small, file, PLENTY, next);
      next = result.next;
      entries += result.entries.length;
      bytesRead += file.bytesRead;
    }

    expect(entries).toBe(1);
    expect(bytesRead).toBeLessThan(line.length * 2.5);
  });

  it("takes CRLF, a byte order mark and blank lines in its stride (136)", () => {
    const { entries, blank } = read('\ufeff{"a":1}\r\n\r\n  \t\n\n{"b":2}\r\n');

    expect(entries.map((entry) => entry.value)).toEqual([{ a: 1 }, { b: 2 }]);
    expect(blank).toBe(3);
    expect(entries.reduce((sum, entry) => sum + entry.bytes, 0)).toBe(21);
  });

  it("turns a bad line into one entry and reads on (136)", () => {
    const content = Buffer.concat([
      Buffer.from('not json\n{"half":\n'),
      Buffer.from([0, 0, 0, 0x0a]),
      Buffer.from('\0\0{"a":1}\n{"b":2}\n'),
    ]);

    const { entries } = read(content);

    expect(entries.map((entry) => entry.problem)).toEqual([
      "invalid-json",
      "invalid-json",
      "invalid-json",
      "invalid-json",
      undefined,
    ]);
    expect(entries[0]?.excerpt).toBe("not json");
    expect(entries[4]?.value).toEqual({ b: 2 });
  });

  it("replaces invalid UTF-8 and keeps the line (136)", () => {
    const { entries } = read(
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}\n')]),
    );

    expect(entries[0]?.value).toEqual({ a: "\ufffd\ufffd" });
  });

  it("does not take scalars and arrays for entries (137)", () => {
    expect(problems('null\n1\n"x"\n[]\ntrue\n[{"a":1}]\n')).toEqual(Array(6).fill("not-an-object"));
  });

  it("refuses deep nesting and lives (139)", () => {
    for (const depth of [1e3, 1e4, 1e6]) {
      expect(problems(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}\n{}\n`)).toEqual([
        "too-deep",
        undefined,
      ]);
      expect(problems(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}\n{}\n`)).toEqual([
        "too-deep",
        undefined,
      ]);
    }
  });

  it("accepts exactly 64 levels (139)", () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}\n`;

    expect(problems(nested(64) + nested(65))).toEqual([undefined, "too-deep"]);
  });

  it("refuses a line with more than 100,000 values", () => {
    const list = (length: number) => `{"a":[${Array(length).fill("1").join(",")}]}\n`;

    expect(problems(list(99_999) + list(100_000))).toEqual([undefined, "too-deep"]);
  });

  it("keeps prototype keys as data that touches nothing (140)", () => {
    const { entries } = read('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}\n');

    expect(Object.hasOwn(entries[0]?.value ?? {}, "__proto__")).toBe(true);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("lets the last of two equal keys win (142)", () => {
    expect(read('{"type":"user","type":"assistant"}\n').entries[0]?.value).toEqual({ type: "assistant" });
  });

  it("passes lone surrogates on as they are (144)", () => {
    expect(read('{"a":"\\ud800"}\n').entries[0]?.value).toEqual({ a: "\ud800" });
  });

  it("cuts excerpts at 2,000 characters and never in the middle of one", () => {
    const { entries } = read(`${"x".repeat(1999)}🎉🎉\n${"🎉".repeat(3000)}\n`);

    expect(entries[0]?.excerpt).toBe("x".repeat(1999));
    expect(entries[1]?.excerpt).toBe("🎉".repeat(1000));
  });

  it("finds where the next entry begins", () => {
    const file = memoryFile('{"a":1}\n{"b":2}\n{"c"');

    expect([0, 1, 7, 8, 9, 15, 16, 17, 20, 99].map((offset) => tailer.align(file, offset))).toEqual([
      0, 8, 8, 8, 16, 16, 16, 20, 20, 20,
    ]);
  });
});
