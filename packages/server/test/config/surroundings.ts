import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Surroundings } from "../../src/config/surroundings.ts";

/** An empty home and working directory, gone when the test is over. Files are named from the working directory. */
export function tempSurroundings(
  files: { readonly [path: string]: string } = {},
  env: Surroundings["env"] = {},
): Surroundings & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), "vibedeck-config-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const surroundings = { root, cwd: join(root, "work"), home: join(root, "home"), env };
  for (const folder of [surroundings.cwd, surroundings.home]) mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    const file = join(surroundings.cwd, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return surroundings;
}
