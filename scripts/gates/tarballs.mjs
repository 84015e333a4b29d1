import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pack, publishedPackages, ROOT } from "../lib/packages.mjs";
import { must, run } from "../lib/run.mjs";

/** Files that each tarball must hold. */
const EXPECTED = ["package/package.json", "package/README.md", "package/LICENSE"];

/** What must never be in one. */
const UNWANTED =
  /(?:^|\/)(?:test|node_modules|\.tsbuildinfo[^/]*|tsconfig[^/]*\.json|vitest\.config\.ts)(?:\/|$)/;

/** Each package as npm packs it is complete, clean, and understood by Node and by TypeScript. */
export function checkTarballs() {
  const folder = mkdtempSync(join(tmpdir(), "vibedeck-tarballs-"));
  try {
    return publishedPackages().flatMap((one) => problems(pack(one.folder, folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function problems(tarball) {
  const name = basename(tarball);
  const files = must("tar", ["-tzf", tarball]).split("\n");
  const tools = [
    ["publint", ["run", tarball, "--strict"]],
    ["attw", [tarball, "--profile", "esm-only", "--no-emoji", "--no-color"]],
  ];
  return [
    ...EXPECTED.filter((file) => !files.includes(file)).map((file) => `${name} lacks ${file}`),
    ...files.filter((file) => UNWANTED.test(file)).map((file) => `${name} holds ${file}`),
    ...tools.flatMap(([tool, args]) => {
      const { ok, output } = run("npx", ["--no-install", tool, ...args], { cwd: ROOT });
      return ok ? [] : [`${tool} on ${name}:\n${output}`];
    }),
  ];
}
