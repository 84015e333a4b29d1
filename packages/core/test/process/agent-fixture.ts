import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AgentProcess, type RunContext, silentLogger } from "@vibedeck/core";
import { createLocalPlace, type LocalPlaceOptions, type Place } from "@vibedeck/core/process";
import { afterEach, beforeEach } from "vitest";

export const RUN: RunContext = { owner: "local", progress() {} };

/** Agents on this machine for one test file: each test has its folder, and whatever runs at its end is killed. */
export class AgentFixture {
  folder = "";
  #running: AgentProcess[] = [];

  constructor() {
    beforeEach(() => {
      this.folder = realpathSync(mkdtempSync(join(tmpdir(), "vibedeck-place-")));
    });
    afterEach(async () => {
      for (const one of this.#running) await one.signal("SIGKILL");
      await Promise.all(this.#running.map((one) => one.exit));
      this.#running = [];
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  place(options: Partial<LocalPlaceOptions> = {}): Place {
    return createLocalPlace({
      environment: process.env,
      home: this.folder,
      logger: silentLogger,
      ...options,
    });
  }

  /** Runs a piece of JavaScript as an agent. */
  node(code: string, options: Partial<LocalPlaceOptions> = {}): Promise<AgentProcess> {
    return this.start([process.execPath, this.script(code)], options);
  }

  async start(
    argv: readonly [string, ...string[]],
    options: Partial<LocalPlaceOptions> & { readonly signal?: AbortSignal; readonly cwd?: string } = {},
  ): Promise<AgentProcess> {
    const signal = options.signal ?? new AbortController().signal;
    const spec = { argv, cwd: options.cwd ?? this.folder, env: {} };
    const started = await this.place(options).start(spec, signal, RUN);
    this.#running.push(started);
    return started;
  }

  script(code: string): string {
    const path = join(this.folder, `agent-${Math.random().toString(36).slice(2)}.mjs`);
    writeFileSync(path, `import { spawn } from "node:child_process";\n${code}`);
    return path;
  }
}

/** All lines until the output ends. */
export async function allLines(agent: AgentProcess): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of agent.lines()) lines.push(line);
  return lines;
}

/** The first lines; the rest is read and dropped. */
export async function firstLines(agent: AgentProcess, count: number): Promise<string[]> {
  const lines: string[] = [];
  if (count === 0) return lines;
  for await (const line of agent.lines()) {
    lines.push(line);
    if (lines.length === count) break;
  }
  return lines;
}

/** Whether a process runs: one that ended and was not waited for does not. */
export function runs(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}
