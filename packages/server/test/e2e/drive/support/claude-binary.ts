import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const INSTALLED = fileURLToPath(
  new URL(
    `../../claude/node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
    import.meta.url,
  ),
);

const path = process.env["VIBEDECK_CLAUDE_BIN"] || INSTALLED;

/** Why the tests of the real Claude Code cannot run here; `undefined` when they can. */
export const noClaude: string | undefined = existsSync(path)
  ? undefined
  : "no Claude Code (npm ci --ignore-scripts --prefix packages/server/test/e2e/claude, or set VIBEDECK_CLAUDE_BIN)";
if (noClaude !== undefined) {
  if (process.env["VIBEDECK_REQUIRE_CLAUDE"]) throw new Error(`Tests of driving must run: ${noClaude}.`);
  process.stderr.write(`Tests of driving are skipped: ${noClaude}.\n`);
}

/** The real Claude Code. */
export const CLAUDE: string = path;
