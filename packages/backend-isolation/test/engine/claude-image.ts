import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineAddress } from "./engine.ts";
import { copyWithLibraries, hasImage, importImage, layOut } from "./tiny-image.ts";

const NAME = "vibedeck-test:claude";
const STAND_IN = fileURLToPath(new URL("./stand-in.mjs", import.meta.url));

/** Where `npm ci --prefix packages/server/test/e2e/claude` puts it. */
const INSTALLED = fileURLToPath(
  new URL("../../../server/test/e2e/claude/node_modules/@anthropic-ai", import.meta.url),
);

const claude = process.env["VIBEDECK_CLAUDE_BIN"] || installed();

/** Why there can be no such image here; `undefined` when there can. */
export const noClaudeImage: string | undefined =
  claude === undefined ? "no Claude Code (set VIBEDECK_CLAUDE_BIN)" : undefined;

function installed(): string | undefined {
  if (!existsSync(INSTALLED)) return undefined;
  const platform = readdirSync(INSTALLED).find((name) => name.startsWith("claude-code-linux-"));
  return platform === undefined ? undefined : join(INSTALLED, platform, "claude");
}

/**
 * The tiny image with the real Claude Code (`VIBEDECK_CLAUDE_BIN`), the shell that it asks for, and a stand-in of the
 * API that the entrypoint starts: it needs no network.
 *
 * @returns the image's name.
 */
export async function claudeImage(engine: EngineAddress): Promise<string> {
  if (claude === undefined) throw new Error(noClaudeImage);
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
