const NEWLINE = 10;
const RETURN = 13;

/** Cuts bytes into lines, wherever the pieces are cut, also within a character. Holds one line of at most `limit` bytes. */
export class LineSplitter {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** @param limit Bytes of a line without its newline. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that the piece completes. A line over the limit is an empty one. */
  push(piece: Buffer): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
      this.#add(piece.subarray(from, at));
      lines.push(this.#take());
      from = at + 1;
    }
    this.#add(piece.subarray(from));
    return lines;
  }

  /** The last line when it has no newline; `undefined` when nothing is left. */
  end(): string | undefined {
    return this.#bytes === 0 ? undefined : this.#take();
  }

  #add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#limit) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #take(): string {
    const line = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    if (line === undefined || line.length === 0) return "";
    const end = line.at(-1) === RETURN ? line.length - 1 : line.length;
    return line.toString("utf8", 0, end);
  }
}
