import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const SCRIPT = fileURLToPath(new URL("./writer.mjs", import.meta.url));

/** A process that appends to a transcript until it is killed, most often in the middle of a line. */
export class Writer {
  readonly #file: string;
  readonly #pauseMs: number;
  #child: ChildProcess | undefined;
  #next = 1_000;
  kills = 0;

  constructor(file: string, pauseMs = 4) {
    this.#file = file;
    this.#pauseMs = pauseMs;
    onTestFinished(() => this.kill());
  }

  /** Resolves when it writes. */
  async start(): Promise<void> {
    this.#next += 1_000_000;
    const args = [SCRIPT, this.#file, String(this.#next), String(this.#pauseMs)];
    this.#child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    if (this.#child.stdout !== null) await once(this.#child.stdout, "data");
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    this.kills++;
  }

  async killAndStart(): Promise<void> {
    await this.kill();
    await this.start();
  }
}
