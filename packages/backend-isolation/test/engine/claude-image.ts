import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineAddress } from "./engine.ts";
import { copyWithLibraries, hasImage, importImage, layOut } from "./tiny-image.ts";

const NAME = "vibedeck-test:claude";
const STAND_IN = fileURLToPath(new URL("./stand-in.mjs", import.meta.url));

/**
 * The tiny image with the real Claude Code (`VIBEDECK_CLAUDE_BIN`), the shell that it asks for, and a stand-in of the
 * API that the entrypoint starts: it needs no network.
 *
 * @returns the image's name.
 */
export async function claudeImage(engine: EngineAddress): Promise<string> {
  const claude = process.env["VIBEDECK_CLAUDE_BIN"];
  if (claude === undefined || claude === "")
    throw new Error("VIBEDECK_CLAUDE_BIN does not say where Claude Code is");
  if (await hasImage(engine, NAME)) return NAME;
  const root = mkdtempSync(join(tmpdir(), "vibedeck-claude-"));
  try {
    layOut(root);
    copyWithLibraries(root, "/bin/bash", "usr/bin/bash");
    copyWithLibraries(root, process.execPath, "usr/local/bin/node");
    rmSync(join(root, "usr/local/bin/claude"));
    copyWithLibraries(root, claude, "usr/local/bin/claude");
    chmodSync(join(root, "usr/local/bin/claude"), 0o755);
    mkdirSync(join(root, "opt/stand-in"), { recursive: true });
    copyFileSync(STAND_IN, join(root, "opt/stand-in/stand-in.mjs"));
    writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/bash\n");
    await importImage(engine, NAME, root, ['CMD ["/usr/local/bin/node","/opt/stand-in/stand-in.mjs"]']);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return NAME;
}
