import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { uiRoot } from "../src/index.ts";

const LIMIT = 60_000;
const MANIFEST = `${uiRoot()}.vite/manifest.json`;
const built = existsSync(MANIFEST);

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

/** The files that the page loads before it shows anything. */
function firstFiles(
  manifest: { readonly [name: string]: Chunk },
  name: string,
  into = new Set<string>(),
): ReadonlySet<string> {
  const chunk = manifest[name];
  if (chunk === undefined || into.has(chunk.file)) return into;
  into.add(chunk.file);
  for (const css of chunk.css ?? []) into.add(css);
  for (const next of chunk.imports ?? []) firstFiles(manifest, next, into);
  return into;
}

describe.skipIf(!built && !process.env["VIBEDECK_REQUIRE_BROWSER"])("the built page", () => {
  it("loads at most 60 kB, gzipped, before it shows something", () => {
    const manifest: { [name: string]: Chunk } = JSON.parse(readFileSync(MANIFEST, "utf8"));
    const files = [...firstFiles(manifest, "index.html"), "index.html"];

    const bytes = files
      .map((file) => gzipSync(readFileSync(uiRoot() + file), { level: 9 }).length)
      .reduce((a, b) => a + b, 0);

    expect(bytes).toBeLessThanOrEqual(LIMIT);
  });

  it("holds no inline script and no inline style", () => {
    const html = readFileSync(`${uiRoot()}index.html`, "utf8");

    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(html.match(/<script[^>]*>[^<]/g)).toBeNull();
  });
});
