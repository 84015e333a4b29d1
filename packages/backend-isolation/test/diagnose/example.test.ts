import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import isolation from "../../src/index.ts";

/** The keys of one table, as plain as the example writes them. */
function tableOf(text: string, name: string): Record<string, unknown> {
  const section = text.split(`\n[${name}]\n`)[1]?.split(/\n\[/)[0] ?? "";
  const lines = [...section.matchAll(/^(\w+) = (.+)$/gm)];
  return Object.fromEntries(lines.map(([, key = "", value = ""]) => [key, JSON.parse(value)]));
}

it("takes every key of the example, which has all but allow_runc", async () => {
  const text = readFileSync(new URL("../../../../examples/config/isolation.toml", import.meta.url), "utf8");
  const table = tableOf(text, "isolation");

  expect(Object.keys(table)).toHaveLength(13);
  expect((await isolation.config["~standard"].validate(table)).issues).toBeUndefined();
});
