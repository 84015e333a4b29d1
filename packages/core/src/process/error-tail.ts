import type { Readable } from "node:stream";
import { untilQuiet } from "./until-quiet.ts";

/** Bytes of standard error that are kept. */
const TAIL_BYTES = 8 * 1024;

/** The last of what a process writes to standard error, which never makes it wait. */
export class ErrorTail {
  readonly #source: Readable;
  #tail: Buffer = Buffer.alloc(0);

  constructor(source: Readable) {
    this.#source = source;
    source.on("data", (piece: Buffer) => {
      this.#tail = Buffer.concat([this.#tail, piece.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    });
    // What could be read was read; that the pipe broke says nothing about the process.
    source.on("error", () => {});
  }

  /** All of it, when the process is gone. */
  async settle(): Promise<string> {
    await untilQuiet(this.#source);
    this.#source.destroy();
    return wholeCharacters(this.#tail).toString("utf8");
  }
}

/** Leaves out the rest of a character that was cut at the beginning. */
function wholeCharacters(bytes: Buffer): Buffer {
  let from = 0;
  while (from < 3 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return bytes.subarray(from);
}
