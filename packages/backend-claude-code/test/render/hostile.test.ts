import type { Json, JsonObject, Message, RawEntry } from "@vibedeck/core";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { IMAGE_LIMIT } from "../../src/render/image.ts";
import { classify, messages } from "../../src/render/index.ts";
import { UNRENDERED } from "../../src/render/messages.ts";
import { block, entry, one, render, user } from "./entries.ts";
import { SEEDS } from "./seeds.ts";

type Path = readonly (string | number)[];

/** Every place in a value, the value itself left out. */
function places(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    return [path, ...places(item, path)];
  });
}

/** A copy with another value at one place. */
function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (index === key ? replaced(item, rest, by) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: replaced(object[String(key)], rest, by) };
}

/** Whether a path still leads to a place after another one was changed. */
function reaches(value: unknown, path: Path): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
  return reaches((value as Record<string, unknown>)[String(key)], rest);
}

function line(value: unknown): RawEntry {
  return { offset: 7, bytes: 9, value: value as JsonObject };
}

function deep(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  "",
  "12",
  "\ud800 lone",
  "<system-reminder>",
  "<command-name></command-name>",
  [],
  {},
  [null, 1, "x", [], {}],
  ["a", { type: "text" }, { type: "tool_result" }],
  { toString: "x", valueOf: 1, constructor: null },
  JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
  deep(5_000, (inner) => [inner]),
  deep(5_000, (inner) => ({ a: inner })),
  `x${"😀".repeat(600_000)}`,
];

const SMALL = STRANGE.filter((value) => typeof value !== "string" || value.length < 1_000);

const CASES = SEEDS.flatMap((seed) => places(seed).map((path) => ({ seed, path })));

/** What must hold of the messages of any line whatever. */
function check(made: readonly Message[]): void {
  expect(made.length).toBeGreaterThan(0);
  const ids = new Set(made.map((message) => message.id));
  expect(ids.size).toBe(made.length);
  const text = JSON.stringify(made);
  expect(text).not.toContain(UNRENDERED);
  expect(/\\ud[89a-f][0-9a-f]{2}/i.test(text)).toBe(false);
}

describe("hostile entries", () => {
  it("renders every seed without a raw block", () => {
    for (const seed of SEEDS) expect([classify(entry(seed)), seed]).not.toContain("raw");
  });

  it("never throws and always shows something, whatever stands in any one field (138, 139, 144)", () => {
    expect(CASES.length * SMALL.length).toBeGreaterThan(10_000);
    for (const { seed, path } of CASES) {
      for (const strange of SMALL) check(messages(line(replaced(seed, path, strange))));
    }
  }, 120_000);

  it("never throws whatever stands in any two fields, long texts included (138, 139, 144)", () => {
    const change = fc.tuple(fc.nat(), fc.constantFrom(...STRANGE));
    fc.assert(
      fc.property(fc.constantFrom(...SEEDS), change, change, (seed, ...changes) => {
        let value: unknown = seed;
        for (const [nth, strange] of changes) {
          const open = places(seed).filter((path) => reaches(value, path));
          const path = open[nth % open.length];
          if (path !== undefined) value = replaced(value, path, strange);
        }
        check(messages(line(value)));
      }),
      { numRuns: 3_000 },
    );
  }, 120_000);

  it("never throws on any JSON object (138)", () => {
    const types = [...new Set(SEEDS.map((seed) => String(seed["type"])))];
    const anything = fc.record({
      type: fc.constantFrom(...types),
      message: fc.jsonValue(),
      data: fc.jsonValue(),
      attachment: fc.jsonValue(),
    });
    fc.assert(
      fc.property(anything, (value) => check(messages(line(value)))),
      { numRuns: 1_000 },
    );
  }, 60_000);

  it("does not take prototype keys for fields, and pollutes nothing (140, 141)", () => {
    const hostile =
      '{"type":"user","message":{"__proto__":{"content":"evil"},"constructor":{"prototype":{"polluted":1}}},"__proto__":{"polluted":1}}';
    const made = messages({ offset: 0, bytes: 1, value: JSON.parse(hostile) as JsonObject });
    expect(made[0]?.blocks[0]).toMatchObject({ type: "raw", reason: "user entry without content" });
    for (const name of ["__proto__", "constructor", "hasOwnProperty"]) {
      const use = {
        type: "assistant",
        message: { id: name, content: [{ type: "tool_use", id: name, name, input: {} }] },
      };
      expect(one(use)).toMatchObject({
        id: `m:${name}`,
        blocks: [{ toolId: name, view: { kind: "generic" } }],
      });
    }
  });

  it("tells lines with the same uuid apart (146)", () => {
    const [first, second] = [0, 400].map((offset) => messages(entry(user("x"), offset))[0]?.id);
    expect(first).not.toBe(second);
  });

  it("leaves the time out where it is none, and keeps the line (147)", () => {
    for (const timestamp of ["9999999-13-45", 12, null, "+275761-01-01T00:00:00.000Z"]) {
      const message = one(user("x", { timestamp }));
      expect(message.at).toBeUndefined();
      expect(message.blocks).toHaveLength(1);
    }
  });

  it("cuts a text of more than a megabyte and says so", () => {
    const made = block(user("y".repeat(1_200_000)));
    expect(made).toMatchObject({ type: "text" });
    expect((made as { text: string }).text.endsWith("truncated, 200000 bytes left out")).toBe(true);
  });

  it("stays small and quick on a text of nothing but reminders", () => {
    const text = "<system-reminder>x</system-reminder>".repeat(25_000);
    expect(render(user(text))).toHaveLength(1);
    expect(render(user(`a${text}`)).map((message) => message.folded)).toEqual([undefined, "system reminder"]);
    const output = { type: "text", text: "<local-command-stdout></local-command-stdout>" };
    expect(render(user(Array.from({ length: 10_000 }, () => output)))).toHaveLength(1);
  });

  it("does not take over an id of unreasonable length", () => {
    const long = "x".repeat(10_000);
    expect(render({ type: "assistant", uuid: long, message: { id: long, content: "x" } })[0]?.id).toBe("e@0");
  });
});

describe("images (149)", () => {
  const image = (media_type: Json, data: Json): unknown =>
    user([{ type: "image", source: { type: "base64", media_type, data } }]);

  it.each(["image/png", "image/jpeg", "image/gif", "image/webp"])("passes %s on", (mediaType) => {
    expect(block(image(mediaType, "AAAA"))).toEqual({ type: "image", mediaType, data: "AAAA", bytes: 3 });
  });

  it.each([
    ["text/html", "AAAA"],
    ["image/svg+xml", "AAAA"],
    ['image/png; x="><script>', "AAAA"],
    ["IMAGE/PNG", "AAAA"],
    [null, "AAAA"],
    ["image/png", "<script>"],
    ["image/png", "AAAA\nAAAA"],
    ["image/png", ""],
    ["image/png", null],
  ])("refuses %j with %j visibly", (mediaType, data) => {
    expect(block(image(mediaType, data))).toMatchObject({ type: "notice" });
  });

  it("refuses an image of more than ten megabytes and names its size", () => {
    const made = block(image("image/png", "A".repeat(Math.ceil((IMAGE_LIMIT + 3) / 3) * 4)));
    expect(made).toMatchObject({ type: "notice", text: expect.stringContaining("bytes are too many") });
    expect(JSON.stringify(made).length).toBeLessThan(200);
  });

  it("never loads an image from an address", () => {
    const line = user([{ type: "image", source: { type: "url", url: "https://evil.example/a.png" } }]);
    expect(block(line)).toEqual({
      type: "notice",
      level: "info",
      text: "Image not shown: at https://evil.example/a.png",
    });
  });
});

afterAll(() => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
