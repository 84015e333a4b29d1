import type { OpenedFile } from "../parts.ts";
import { fillBuffer } from "./fill-buffer.ts";

const LINE_FEED = 0x0a;
const FIRST_CHUNK = 64 * 1024;

/** A piece of a file that moves towards its beginning, in growing steps. */
export class BackwardWindow {
  bytes: Buffer = Buffer.alloc(0);
  /** Where the piece begins in the file. */
  base: number;
  readonly #file: OpenedFile;
  readonly #buffer: Buffer;
  #chunk: number;

  constructor(file: OpenedFile, end: number, buffer: Buffer) {
    this.#file = file;
    this.#buffer = buffer;
    this.#chunk = Math.min(FIRST_CHUNK, buffer.length);
    this.base = end;
  }

  /**
   * The byte after the last line feed before `end`; 0 when there is none.
   * @returns `undefined` when it is not within `limit` bytes; the window then begins where the search stopped.
   */
  lineStart(end: number, limit: number): number | undefined {
    let before = end;
    for (;;) {
      const feed = before > this.base ? this.bytes.lastIndexOf(LINE_FEED, before - 1 - this.base) : -1;
      if (feed !== -1) return this.base + feed + 1;
      if (this.base === 0) return 0;
      if (end - this.base >= limit) return undefined;
      before = this.base;
      this.#moveBack();
    }
  }

  #moveBack(): void {
    const length = Math.min(this.#chunk, this.base);
    this.base -= length;
    this.bytes = this.#buffer.subarray(0, fillBuffer(this.#file, this.#buffer, this.base, length));
    this.#chunk = Math.min(this.#chunk * 2, this.#buffer.length);
  }
}
