import { onTestFinished } from "vitest";
import type { ServerProcess } from "./server-process.ts";

const EVERY_MS = 50;

/** Asks a server again and again whether it lives, and keeps the worst of what it sees. */
export class Pulse {
  /** The longest wait for an answer, in milliseconds. */
  slowest = 0;
  /** The most resident memory, in bytes. */
  peak: number;
  beats = 0;
  /** Resident memory when it began. */
  readonly before: number;
  readonly #server: ServerProcess;
  readonly #failures: string[] = [];
  #stopped = false;
  #running: Promise<void>;

  constructor(server: ServerProcess) {
    this.#server = server;
    this.before = server.rss();
    this.peak = this.before;
    this.#running = this.#run();
    onTestFinished(() => this.stop());
  }

  /** How much resident memory came on top, in bytes. */
  get growth(): number {
    return this.peak - this.before;
  }

  get failures(): readonly string[] {
    return this.#failures;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const asked = performance.now();
      try {
        const { status } = await this.#server.ask("GET", "/healthz");
        if (status !== 200) this.#failures.push(String(status));
        this.peak = Math.max(this.peak, this.#server.rss());
      } catch (error) {
        this.#failures.push(String(error));
      }
      const took = performance.now() - asked;
      this.slowest = Math.max(this.slowest, took);
      this.beats++;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, EVERY_MS - took)));
    }
  }
}
