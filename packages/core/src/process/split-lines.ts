const NEWLINE = 10;
const RETURN = 13;
/** What is kept at hand for the beginning of a line; bigger room is given back after each line. */
const ROOM = 64 * 1024;

/** Cuts bytes into lines, wherever the pieces are cut, also within a character. Holds one line of at most `limit` bytes. */
export class LineSplitter {
  readonly #limit: number;
  /** The beginning of a line whose end has not come. Copied together, so that tiny pieces cost no more than they hold. */
  #begun: Buffer = Buffer.allocUnsafeSlow(ROOM);
  /** Bytes of that line; beyond the limit they are counted and dropped. */
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
      lines.push(this.#complete(piece.subarray(from, at)));
      from = at + 1;
    }
    this.#keep(piece.subarray(from));
    return lines;
  }

  /** The last line when it has no newline; `undefined` when nothing is left. */
  end(): string | undefined {
    return this.#bytes === 0 ? undefined : this.#complete(Buffer.alloc(0));
  }

  #complete(rest: Buffer): string {
    const alone = this.#bytes === 0;
    if (!alone) this.#keep(rest);
    const bytes = alone ? rest.length : this.#bytes;
    const line = bytes > this.#limit ? "" : text(alone ? rest : this.#begun.subarray(0, bytes));
    this.#bytes = 0;
    if (this.#begun.length > ROOM) this.#begun = Buffer.allocUnsafeSlow(ROOM);
    return line;
  }

  #keep(part: Buffer): void {
    const bytes = this.#bytes + part.length;
    if (bytes <= this.#limit) {
      if (bytes > this.#begun.length) this.#grow(bytes);
      part.copy(this.#begun, this.#bytes);
    }
    this.#bytes = bytes;
  }

  #grow(bytes: number): void {
    const room = Buffer.allocUnsafeSlow(Math.min(Math.max(bytes, this.#begun.length * 2), this.#limit));
    this.#begun.copy(room, 0, 0, this.#bytes);
    this.#begun = room;
  }
}

function text(line: Buffer): string {
  return line.toString("utf8", 0, line.at(-1) === RETURN ? line.length - 1 : line.length);
}
