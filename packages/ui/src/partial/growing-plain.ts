/** A piece that is longer than this, in UTF-16 units, is followed by another at the next line: only the last is laid out anew. */
const PIECE = 8192;

/** Text that grows at its end, in an element that keeps white space. What was written is not touched again. */
export class GrowingPlain {
  readonly #element: Element;
  #piece: HTMLElement | undefined;
  #length = 0;

  constructor(element: Element) {
    this.#element = element;
  }

  /** Takes the whole text. It begins with what was there before, unless it is shorter. */
  grow(text: string): void {
    if (text.length < this.#length) this.#clear();
    let at = this.#length;
    this.#length = text.length;
    while (at < text.length) {
      const piece = this.#open();
      const room = Math.max(0, PIECE - (piece.textContent?.length ?? 0));
      const feed = text.indexOf("\n", at + room);
      const end = feed === -1 ? text.length : feed + 1;
      this.#write(piece, text.slice(at, end));
      if (feed !== -1) this.#piece = undefined;
      at = end;
    }
  }

  /** A text that is shorter than it was begins anew. */
  #clear(): void {
    this.#element.replaceChildren();
    this.#piece = undefined;
    this.#length = 0;
  }

  #open(): HTMLElement {
    if (this.#piece === undefined) {
      this.#piece = document.createElement("span");
      this.#piece.className = "piece";
      this.#element.append(this.#piece);
    }
    return this.#piece;
  }

  #write(piece: HTMLElement, text: string): void {
    if (piece.firstChild instanceof Text) piece.firstChild.appendData(text);
    else piece.append(text);
  }
}
