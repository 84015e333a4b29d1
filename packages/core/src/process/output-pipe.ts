import { PassThrough, type Readable } from "node:stream";
import { untilQuiet } from "./until-quiet.ts";

/** Bytes that wait here for a reader before the process waits too. */
const WAITING_BYTES = 256 * 1024;

/** What a process writes, for one reader at its own pace. */
export class OutputPipe {
  readonly #source: Readable;
  readonly #waiting = new PassThrough({ highWaterMark: WAITING_BYTES });

  constructor(source: Readable) {
    this.#source = source;
    source.on("error", () => this.#waiting.end());
    source.pipe(this.#waiting);
    // A reader that left wants no more: what comes is dropped, so that the process neither waits nor breaks.
    this.#waiting.on("close", () => source.unpipe(this.#waiting).resume());
  }

  /** The pieces, once, until the output ends. */
  pieces(): AsyncIterable<Buffer> {
    return this.#waiting;
  }

  /** Ends the output of a process that is gone: takes over what is still in the pipe, and closes it. */
  async settle(): Promise<void> {
    this.#source.unpipe(this.#waiting);
    this.#source.on("data", (piece: Buffer) => {
      if (this.#waiting.writable) this.#waiting.write(piece);
    });
    await untilQuiet(this.#source);
    this.#source.destroy();
    this.#waiting.end();
  }
}
