import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../../../", import.meta.url);
const page = readFileSync(new URL("docs/security.md", root), "utf8");

/** Items by number: what the last cell of their row says. */
const rows = new Map(
  [...page.matchAll(/^\| +(\d+) +\| ([^|]+) \| ([^|]+) \|$/gm)].map(([, item, what, shown]) => [
    Number(item),
    { what: (what ?? "").trim(), shown: (shown ?? "").trim() },
  ]),
);

/** Numbers in parentheses that end the names of tests, by file below `packages/`. */
function numbersByFile(): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  const packages = readdirSync(new URL("packages/", root));
  for (const name of packages) {
    const folder = new URL(`packages/${name}/test/`, root);
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const path of paths.filter((each) => each.endsWith(".test.ts"))) {
      found.set(`${name}/test/${path}`, numbersIn(readFileSync(new URL(path, folder), "utf8")));
    }
  }
  return found;
}

function numbersIn(source: string): Set<number> {
  const ends = source.matchAll(/ \((\d{1,3}(?:, \d{1,3})*)\)["'`]/g);
  return new Set([...ends].flatMap(([, list]) => (list ?? "").split(", ").map(Number)));
}

const tested = numbersByFile();
/** What is left out, the contents of transcripts and how they are shown, does not depend on who signs in. */
const items = [...range(1, 135), ...range(172, 220)];

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

describe("docs/security.md", () => {
  it("has one row for each item, in order", () => {
    expect([...rows.keys()]).toEqual(items);
    expect(page.match(/^\| +\d+ +\|/gm)).toHaveLength(items.length);
  });

  it.each(items)("says of item %i which test shows it, or why none does", (item) => {
    const { what, shown } = rows.get(item) ?? { what: "", shown: "" };
    const files = [...shown.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, file]) => file ?? "");
    const reason = shown.replaceAll(/`[^`]+\.test\.ts`[,.]? ?/g, "");

    expect(what.length).toBeGreaterThan(4);
    for (const file of files) expect([...(tested.get(file) ?? [])], file).toContain(item);
    if (files.length === 0) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });
});
