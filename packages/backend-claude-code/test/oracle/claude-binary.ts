import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

/** An installed Claude Code. */
export interface ClaudeBinary {
  readonly path: string;
  /** `2.1.330` */
  readonly version: string;
}

const INSTALLED = "../../../server/test/e2e/claude/node_modules/@anthropic-ai";

/**
 * The binaries to test with: those that `VIBEDECK_CLAUDE_BIN` names (several are separated like a `PATH`), else the one
 * that `npm ci --ignore-scripts --prefix packages/server/test/e2e/claude` installed. None: the tests are skipped, unless
 * `VIBEDECK_REQUIRE_CLAUDE` is set.
 */
export function findClaudeBinaries(env: NodeJS.ProcessEnv): readonly ClaudeBinary[] {
  const named = (env["VIBEDECK_CLAUDE_BIN"] ?? "").split(delimiter).filter((path) => path !== "");
  const installed = fileURLToPath(
    new URL(`${INSTALLED}/claude-code-${process.platform}-${process.arch}/claude`, import.meta.url),
  );
  const paths = named.length > 0 ? named : [installed].filter((path) => existsSync(path));
  return paths.map((path) => ({ path, version: readVersion(path) }));
}

function readVersion(path: string): string {
  const text = execFileSync(path, ["--version"], { encoding: "utf8", timeout: 30_000 });
  const version = /^(\d+\.\d+\.\d+)/.exec(text)?.[1];
  if (version === undefined)
    throw new Error(`${path} does not say which version it is: ${text.slice(0, 200)}`);
  return version;
}
