import fc from "fast-check";
import { parse, stringify, type TomlTable } from "smol-toml";
import { describe, expect, it } from "vitest";
import { scanKeys } from "../../src/config/scan-keys.ts";

/** `path@line:column` of every key. */
function found(text: string): string[] {
  return scanKeys(text).map(({ path, line, column }) => `${path.join("/")}@${line}:${column}`);
}

describe("scanKeys", () => {
  it("finds keys, tables, dotted and quoted keys where they stand", () => {
    const text = [
      "a = 1",
      "  b.c = 2 # d = 3",
      "[serve]",
      '"quoted key" = "x"',
      "'lit.eral' = 'y'",
      "[ x . y ]",
      "z=1",
    ].join("\n");

    expect(found(text)).toEqual([
      "a@1:1",
      "b@2:3",
      "b/c@2:5",
      "serve@3:2",
      "serve/quoted key@4:1",
      "serve/lit.eral@5:1",
      "x@6:3",
      "x/y@6:7",
      "x/y/z@7:1",
    ]);
  });

  it("counts tables of arrays and the tables below the latest of them", () => {
    const text = "[[a]]\nk = 1\n[[a]]\nk = 2\n[a.b]\nc = 3\n[[a.d]]\ne = 4";

    expect(found(text)).toEqual([
      "a@1:3",
      "a/0/k@2:1",
      "a@3:3",
      "a/1/k@4:1",
      "a@5:2",
      "a/1/b@5:4",
      "a/1/b/c@6:1",
      "a@7:3",
      "a/1/d@7:5",
      "a/1/d/0/e@8:1",
    ]);
  });

  it("looks into arrays and inline tables, over several lines and with comments", () => {
    const text = "list = [ # one\n  1, \"]\", '#',\n  { in = { deep = [2] }, out = 3 },\n]\nafter = 4";

    expect(found(text)).toEqual([
      "list@1:1",
      "list/3/in@3:5",
      "list/3/in/deep@3:12",
      "list/3/out@3:26",
      "after@5:1",
    ]);
  });

  it("is not misled by what stands in strings", () => {
    const text = 'a = """\nb = 1\n\\"""c = 2""""\nd = \'\'\'\ne = 3 \\\'\'\'\nf = "\\"g = 1\\\\"\nh = 1';

    expect(parse(text)).toMatchObject({ h: 1 });
    expect(found(text)).toEqual(["a@1:1", "d@4:1", "f@6:1", "h@7:1"]);
  });

  it("reports a key set twice twice, and stops at what it does not understand", () => {
    expect(found("a = 1\na = 2")).toEqual(["a@1:1", "a@2:1"]);
    expect(found("a = 1\n[b\nc = 2")).toEqual(["a@1:1", "b@2:2"]);
    expect(found("a = 1\n= 2\nc = 3")).toEqual(["a@1:1"]);
    expect(found('a = "no end')).toEqual(["a@1:1"]);
  });

  it("counts lines that end in CR LF", () => {
    expect(found("a = 1\r\nb = 2\r\n")).toEqual(["a@1:1", "b@2:1"]);
  });

  it("finds every key of any document that the parser reads", () => {
    const key = fc.oneof(
      fc.constantFrom("a", "b", "serve", "__proto__"),
      fc.string({ unit: "grapheme", maxLength: 6 }),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        tie("table"),
        tie("list"),
      ),
      list: fc.array(tie("any"), { maxLength: 3 }),
      table: fc.dictionary(key, tie("any"), { maxKeys: 4, noNullPrototype: false }),
    }));
    fc.assert(
      fc.property(value.table, (table) => {
        const text = stringify(table);
        const known = new Set(scanKeys(text).map(({ path }) => JSON.stringify(path)));

        for (const path of keyPaths(parse(text))) expect(known).toContain(JSON.stringify(path));
      }),
    );
  });

  it("ends, in linear time, on anything (259)", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void scanKeys(text)));
    const started = performance.now();
    for (const part of ["[", '"', "a.", "a=[", "a={b=", "'''", "#", '"""\\'])
      scanKeys(part.repeat(100_000 / part.length).slice(0, 2_000) + "=".repeat(100_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

function keyPaths(value: TomlTable[string], path: (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keyPaths(item, [...path, index]));
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...path, key], ...keyPaths(item, [...path, key])]);
}
