import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineAddress } from "./engine.ts";
import { copyWithLibraries, hasImage, importImage, layOut } from "./tiny-image.ts";

const NAME = "vibedeck-test:debian-tools";
/** What the programs of `sandbox/` use; `sh` is dash, as in the image for users. */
const TOOLS = ["cat", "find", "grep", "head", "ls", "mkdir", "mv", "readlink", "rm", "sleep", "tr", "xargs"];

/**
 * The tiny image with the shell and the tools of a Debian, which is what this machine has to be.
 *
 * @returns the image's name.
 */
export async function debianToolsImage(engine: EngineAddress): Promise<string> {
  if (await hasImage(engine, NAME)) return NAME;
  const root = mkdtempSync(join(tmpdir(), "vibedeck-tools-"));
  try {
    layOut(root);
    for (const tool of TOOLS) replace(root, tool, tool);
    replace(root, "dash", "sh");
    await importImage(engine, NAME, root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return NAME;
}

function replace(root: string, program: string, name: string): void {
  const to = join("usr/bin", name);
  rmSync(join(root, to), { force: true });
  copyWithLibraries(root, execFileSync("which", [program], { encoding: "utf8" }).trim(), to);
}
