import { describe, expect, it } from "vitest";
import { type ClaudeBinary, findClaudeBinaries } from "../oracle/claude-binary.ts";

/** Milliseconds that one test with the real Claude Code may take. */
const LIMIT_MS = 60_000;

/** A test with the real Claude Code. */
export type RealTest = (name: string, run: () => Promise<void>) => void;

/** Declares tests for each Claude Code that is here; without one they are skipped visibly, or fail where it must be. */
export function eachClaude(what: string, declare: (binary: ClaudeBinary, test: RealTest) => void): void {
  const binaries = findClaudeBinaries(process.env);
  if (binaries.length === 0) {
    it.skipIf(!process.env["VIBEDECK_REQUIRE_CLAUDE"])(`has a Claude Code for: ${what}`, () => {
      expect.fail("VIBEDECK_REQUIRE_CLAUDE is set, but there is no Claude Code");
    });
  }
  for (const binary of binaries) {
    describe(`Claude Code ${binary.version}: ${what}`, () => {
      declare(binary, (name, run) => it(name, { timeout: LIMIT_MS }, run));
    });
  }
}
