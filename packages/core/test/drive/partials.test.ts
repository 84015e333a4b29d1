import type { Message } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { Partials } from "../../src/engine/drive/partials.ts";

type Part = Parameters<Partials["add"]>[0];

const part = (text: string, more: Partial<Part> = {}): Part => ({
  type: "partial",
  messageId: "m",
  index: 0,
  kind: "text",
  text,
  ...more,
});

const fragment = (id: string, blocks = 1): Message => ({
  id,
  role: "assistant",
  blocks: Array.from({ length: blocks }, () => ({ type: "text", text: "x", format: "plain" }) as const),
});

describe("blocks that are being written", () => {
  it("only grow, and stay the same objects", () => {
    const partials = new Partials();
    partials.add(part("a"));
    const [block] = partials.blocks();

    partials.add(part("b"));

    expect(partials.blocks()[0]).toBe(block);
    expect(block?.text).toBe("ab");
  });

  it("end in a visible sign at a megabyte", () => {
    const partials = new Partials();
    partials.add(part("x".repeat(999_999)));
    partials.add(part("yz"));
    partials.add(part("more"));

    const text = partials.blocks()[0]?.text ?? "";
    expect(text).toHaveLength(1_000_001);
    expect(text.endsWith("xy…")).toBe(true);
  });

  it("are at most four megabytes for a session", () => {
    const partials = new Partials();
    for (let index = 0; index < 8; index++) partials.add(part("x".repeat(900_000), { index }));

    const size = partials.blocks().reduce((sum, { text }) => sum + text.length, 0);
    expect(size).toBeLessThan(4_000_100);
    expect(partials.blocks().at(-1)?.text.endsWith("…")).toBe(true);
  });

  it("are bounded in number", () => {
    const partials = new Partials();
    for (let n = 0; n < 5_000; n++) partials.add(part("x", { messageId: `m${n}` }));

    expect(partials.blocks().length).toBeLessThanOrEqual(2_000);
  });

  it("leave when the transcript has as many; late parts of those are ignored", () => {
    const partials = new Partials();
    partials.add(part("a"));
    partials.add(part("b", { index: 1 }));

    expect(partials.seen([fragment("m")])).toBe(true);
    expect(partials.blocks().map(({ index }) => index)).toEqual([1]);
    expect(partials.add(part("late"))).toBeUndefined();
    expect(partials.seen([fragment("m")])).toBe(true);
    expect(partials.blocks()).toEqual([]);
    expect(partials.epoch).toBe(0);
  });

  it("make room when they leave", () => {
    const partials = new Partials();
    for (let index = 0; index < 4; index++) partials.add(part("x".repeat(1_000_000), { index }));
    partials.seen([fragment("m", 4)]);

    partials.add(part("fits", { index: 4 }));

    expect(partials.blocks()[0]?.text).toBe("fits");
  });

  it("raise the epoch when they are void", () => {
    const partials = new Partials();
    partials.add(part("a"));

    expect(partials.clear()).toBe(true);
    expect(partials.clear()).toBe(false);
    expect(partials.epoch).toBe(1);
  });
});
