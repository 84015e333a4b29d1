import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { onTestFinished } from "vitest";
import { CLAUDE } from "./claude-binary.ts";
import { API_KEY, type Driven } from "./driven.ts";
import { until } from "./until.ts";

/** The real Claude Code as a person runs it, in a terminal of its own, in the folder of a deck. */
export class Terminal {
  readonly #child: ChildProcess;
  readonly #changed = new Set<() => void>();
  #screen = "";

  constructor(deck: Driven, args: readonly string[]) {
    trust(deck);
    const command = [CLAUDE, ...args].map((word) => `'${word}'`).join(" ");
    this.#child = spawn("script", ["-qefc", command, "/dev/null"], {
      cwd: deck.folder(),
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
      env: {
        PATH: process.env["PATH"],
        TERM: "xterm-256color",
        LANG: "C.UTF-8",
        COLUMNS: "120",
        LINES: "40",
        CLAUDE_CONFIG_DIR: deck.home.configDir,
        ...deck.agentVariables(),
      },
    });
    this.#child.stdout?.on("data", (bytes: Buffer) => {
      this.#screen += String(bytes);
      for (const check of this.#changed) check();
    });
    onTestFinished(() => this.close());
  }

  /** Resolves once a text was on the screen. */
  async shows(text: string): Promise<void> {
    await until(
      () => this.#text().includes(text),
      this.#changed,
      () => `the terminal shows "${text}"; it shows ${this.#text().slice(-1_500)}`,
    );
  }

  close(): void {
    if (this.#child.pid === undefined || this.#child.exitCode !== null) return;
    process.kill(-this.#child.pid, "SIGKILL");
  }

  /** What was written, without where and in which colour: going elsewhere is a space. */
  #text(): string {
    return stripVTControlCharacters(this.#screen.replaceAll("\x1b[", " \x1b[")).replaceAll(/\s+/g, " ");
  }
}

/** Answers beforehand what Claude Code asks at its first start in a folder. */
function trust(deck: Driven): void {
  const file = join(deck.home.configDir, ".claude.json");
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const folder = { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true };
  writeFileSync(
    file,
    JSON.stringify({
      ...known,
      hasCompletedOnboarding: true,
      theme: "dark",
      numStartups: 5,
      customApiKeyResponses: { approved: [API_KEY.slice(-20)], rejected: [] },
      projects: { ...known.projects, [deck.folder()]: { ...known.projects?.[deck.folder()], ...folder } },
    }),
  );
}
