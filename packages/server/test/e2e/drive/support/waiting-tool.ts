import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Driven } from "./driven.ts";

/** A command that runs until the test lets it end. */
export interface WaitingTool {
  readonly command: string;
  readonly goFile: string;
  /** Resolves once it runs. */
  runs(): Promise<void>;
}

/** @param output what the command says at its end. */
export function waitingTool(deck: Driven, output: string): WaitingTool {
  const folder = deck.folder();
  const [runsFile, goFile] = [join(folder, "tool-runs"), join(folder, "tool-may-end")];
  return {
    command: `touch tool-runs; while [ ! -e tool-may-end ]; do sleep 0.05; done; echo ${output}`,
    goFile,
    runs: () => expect.poll(() => existsSync(runsFile), { timeout: 20_000 }).toBe(true),
  };
}

export function releaseTool(tool: WaitingTool): void {
  writeFileSync(tool.goFile, "");
}
