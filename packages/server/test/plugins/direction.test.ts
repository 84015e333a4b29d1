import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const packages = fileURLToPath(new URL("../../../", import.meta.url));

/** What the sources of a package import, without the project's relative imports. */
function importsOf(name: string): Set<string> {
  const folder = join(packages, name, "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const found = files.flatMap((path) => {
    const text = readFileSync(join(folder, path), "utf8");
    return [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*["']([^"'.][^"']*)["']/g)].map(
      ([, specifier = ""]) => specifier,
    );
  });
  return new Set(found);
}

it("loads backends and sign-in by name only: the server's code imports none", () => {
  const imports = [...importsOf("server")];

  expect(imports).toContain("@vibedeck/core/host");
  expect(imports.filter((specifier) => /^@vibedeck\/(?:backend|auth)-/.test(specifier))).toEqual([]);
});

it("keeps core free of everything that builds on it", () => {
  expect(
    [...importsOf("core")].filter((specifier) => /^(?:@vibedeck\/|vibedeck\b|koa)/.test(specifier)),
  ).toEqual([]);
});
