// Names, in docs/security.md, the test files that show each item, by the numbers that end the names of tests. What
// stands there as a reason is kept. Run it after adding such tests: node scripts/security-page.mjs,
// then format the page.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
const MAX_FILES = 3;

/** Files by item, those with the most tests of it first. */
const files = new Map();
for (const name of readdirSync(new URL("packages/", root))) {
  const folder = new URL(`packages/${name}/test/`, root);
  for (const path of readdirSync(folder, { recursive: true }).sort()) {
    if (!path.endsWith(".test.ts")) continue;
    const source = readFileSync(new URL(path, folder), "utf8");
    for (const [, list] of source.matchAll(/ \((\d{1,3}(?:, \d{1,3})*)\)["'`]/g)) {
      for (const item of list.split(", ").map(Number)) {
        const counts = files.get(item) ?? new Map();
        files.set(item, counts.set(`${name}/test/${path}`, (counts.get(`${name}/test/${path}`) ?? 0) + 1));
      }
    }
  }
}

function shown(item, cell) {
  const reason = cell.replaceAll(/`[^`]+\.test\.ts`[,.]? ?/g, "").replace(/^Nothing yet\.$/, "");
  const counts = [...(files.get(item) ?? [])].sort((a, b) => b[1] - a[1]);
  const named = counts
    .slice(0, MAX_FILES)
    .map(([file]) => `\`${file}\``)
    .join(", ");
  if (reason === "") return named === "" ? "Nothing yet." : named;
  return named === "" ? reason : `${named}. ${reason}`;
}

const page = new URL("docs/security.md", root);
const text = readFileSync(page, "utf8").replaceAll(
  /^\| +(\d+) +\| ([^|]+) \| ([^|]+) \|$/gm,
  (_, item, what, cell) => `| ${item} | ${what.trim()} | ${shown(Number(item), cell.trim())} |`,
);
writeFileSync(page, text);
console.log(
  `Nothing yet: ${[...text.matchAll(/^\| (\d+) \|.*\| Nothing yet\. \|$/gm)].map(([, item]) => item).join(", ")}`,
);
