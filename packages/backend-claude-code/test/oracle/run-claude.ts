import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObject, type JsonObject, type RawEntry } from "@vibedeck/core";
import type { ClaudeBinary } from "./claude-binary.ts";

/** What to run Claude Code with. */
export interface ClaudeRun {
  readonly binary: ClaudeBinary;
  /** Where the stand-in of the Messages API listens. */
  readonly apiUrl: string;
  readonly model: string;
  readonly prompt: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface ClaudeOutcome {
  /** The line in which Claude Code sums up the run, `total_cost_usd` included. */
  readonly result: JsonObject;
  /** Every line of every transcript that it wrote. */
  readonly entries: readonly RawEntry[];
}

/**
 * Runs one prompt in a home of its own and reads the transcripts that this leaves behind. It can reach nothing but the
 * stand-in: all https goes to a proxy that does not exist. The working directory holds `note.txt`.
 */
export async function runClaude(run: ClaudeRun): Promise<ClaudeOutcome> {
  const home = mkdtempSync(join(tmpdir(), "vibedeck-claude-"));
  try {
    const cwd = join(home, "project");
    await mkdir(cwd);
    await writeFile(join(cwd, "note.txt"), "a note\n");
    const stdout = await execute(run, home, cwd);
    const result = stdout.map(parse).find((value) => value?.["type"] === "result");
    if (result === undefined) throw new Error(`no result in ${stdout.join("\n").slice(0, 2_000)}`);
    return { result, entries: readTranscripts(join(home, ".claude", "projects")) };
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function execute(run: ClaudeRun, home: string, cwd: string): Promise<readonly string[]> {
  const args = [
    "-p",
    "--model",
    run.model,
    "--output-format",
    "stream-json",
    "--verbose",
    ...(run.args ?? []),
  ];
  const child = spawn(run.binary.path, args, {
    cwd,
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      ANTHROPIC_BASE_URL: run.apiUrl,
      ANTHROPIC_API_KEY: "stand-in",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      HTTPS_PROXY: "http://127.0.0.1:9",
      NO_PROXY: "127.0.0.1",
      IS_SANDBOX: "1",
      ...run.env,
    },
    timeout: 60_000,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.end(run.prompt);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve(stdout.split("\n"));
      else
        reject(
          new Error(`claude ended with ${code ?? signal}: ${stderr.slice(0, 1_000)} ${stdout.slice(-1_000)}`),
        );
    });
  });
}

function readTranscripts(directory: string): readonly RawEntry[] {
  const entries: RawEntry[] = [];
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".jsonl")) continue;
    let offset = 0;
    for (const line of readFileSync(join(directory, name), "utf8").split("\n")) {
      const bytes = Buffer.byteLength(line) + 1;
      const value = parse(line);
      if (value !== undefined) entries.push({ offset, bytes, value });
      offset += bytes;
    }
  }
  return entries;
}

function parse(line: string): JsonObject | undefined {
  if (line.trim() === "") return undefined;
  const value: unknown = JSON.parse(line);
  return isObject(value) ? value : undefined;
}
