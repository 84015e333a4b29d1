import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const BIOME = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
const CONFIG = fileURLToPath(new URL("../../../biome.json", import.meta.url));

describe("the lint rule against node:fs", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "vibedeck-lint-"));
    const config = JSON.parse(readFileSync(CONFIG, "utf8"));
    writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...config, vcs: { enabled: false } }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The rules that a line of code breaks where it stands. */
  async function broken(path: string, code: string): Promise<readonly string[]> {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${code}\n`);
    const args = [BIOME, "lint", "--reporter=json", "--only=style/noRestrictedImports", path];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch(
      (failed) => failed,
    );
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { category: string }[] };
    return diagnostics.map((diagnostic) => diagnostic.category);
  }

  const RULE = ["lint/style/noRestrictedImports"];

  it.each([
    'import { openSync } from "node:fs";',
    'import { open } from "node:fs/promises";',
    'import { openSync } from "fs";',
    'export { openSync } from "node:fs";',
    'export const fs = await import("node:fs");',
  ])("bites in the engine: %s", async (code) => {
    expect(await broken("packages/core/src/engine/read/page.ts", code)).toEqual(RULE);
  });

  it.each([
    "packages/core/src/watch/walk.ts",
    "packages/backend-claude-code/src/discovery.ts",
    "packages/server/src/http/routes/raw.ts",
    "packages/server/src/http/sse/stream.ts",
  ])("bites in %s", async (path) => {
    expect(await broken(path, 'import { openSync } from "node:fs";')).toEqual(RULE);
  });

  it.each([
    "packages/core/src/beneath/open.ts",
    "packages/core/src/engine/state/lock.ts",
    "packages/core/test/x.test.ts",
  ])("leaves %s alone", async (path) => {
    expect(await broken(path, 'import { openSync } from "node:fs";')).toEqual([]);
  });
});
