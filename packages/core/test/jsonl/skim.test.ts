import { createJsonlTailer } from "@vibedeck/core/jsonl";
import { describe, expect, it } from "vitest";
import { memoryFile } from "./memory-file.ts";

const RULE = { without: "extra", needs: ["id"] };
const BUDGET = { bytes: 1 << 20, entries: 100 };
const long = "x".repeat(6_000);

function skim(...lines: string[]) {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  const tailer = createJsonlTailer({}, RULE);
  const { entries } = tailer.skim?.(memoryFile(bytes), { offset: 0 }, BUDGET) ?? { entries: [] };
  return entries.map(({ value }) => value);
}

describe("skimming", () => {
  it("is only there with a rule", () => {
    expect(createJsonlTailer().skim).toBeUndefined();
  });

  it("leaves out a large member and what follows, and keeps places and lengths", () => {
    const line = JSON.stringify({ id: "日本", extra: { long }, later: 1 });
    const bytes = Buffer.from(`${line}\n${line}\n`);

    const result = createJsonlTailer({}, RULE).skim?.(memoryFile(bytes), { offset: 0 }, BUDGET);

    expect(result?.entries.map(({ value }) => value)).toEqual([{ id: "日本" }, { id: "日本" }]);
    expect(result?.entries.map(({ offset, bytes: length }) => [offset, length])).toEqual([
      [0, bytes.length / 2],
      [bytes.length / 2, bytes.length / 2],
    ]);
    expect(result).toMatchObject({ next: { offset: bytes.length }, atEnd: true });
  });

  it.each([
    ["short lines", { id: "a", extra: { a: 1 }, later: 1 }],
    ["lines whose rest is short", { id: "a", before: long, extra: 1, later: 1 }],
    ["lines where something needed comes later", { extra: { long }, id: "a" }],
    ["a member of that name in an inner object", { id: "a", inner: { b: 1, extra: long }, later: 1 }],
    ["text that looks like the member", { id: "a", text: `,"extra":${long}`, later: 1 }],
    ["text with the member's bytes after a backslash", { id: "a", text: `\\,"extra":"${long}`, later: 1 }],
  ])("reads %s whole", (_name, value) => {
    expect(skim(JSON.stringify(value))).toEqual([value]);
  });

  it("does not take a line that is cut off for a whole one", () => {
    const line = JSON.stringify({ id: "a", extra: { long } });

    expect(skim(line.slice(0, -3))).toEqual([undefined]);
  });
});
