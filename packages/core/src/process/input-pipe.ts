import type { Writable } from "node:stream";
import { VibeDeckError } from "../errors.ts";

/**
 * What a process reads. A pipe that breaks is told to those who write, and to nobody else. Node destroys it when the
 * process ends, whoever else holds the other end.
 */
export class InputPipe {
  readonly #sink: Writable;

  constructor(sink: Writable) {
    this.#sink = sink;
    // Each write hears of it by itself; without a listener a broken pipe would end the server.
    sink.on("error", () => {});
  }

  /** Resolves when the process, or the pipe to it, took the chunk. @throws `VibeDeckError` `AGENT_FAILED` when it is gone. */
  write(chunk: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sink.write(chunk, "utf8", (cause) => {
        // A write that is under way when the pipe goes is called back without an error, though nobody read it.
        if (!cause && !this.#sink.destroyed) return resolve();
        reject(new VibeDeckError("AGENT_FAILED", "The agent takes no more input: it has ended.", { cause }));
      });
    });
  }

  end(): void {
    this.#sink.end();
  }
}
