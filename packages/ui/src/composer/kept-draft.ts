import type { BoxContent, Boxes } from "./boxes.ts";

/** Waits so many milliseconds with keeping what is typed. */
const KEEP_MS = 250;

/** What {@link KeptDraft} needs of the box. */
export interface DraftHost {
  boxes(): Boxes;
  /** What stands in the box; `undefined` before there is one. */
  content(): Omit<BoxContent, "attempt"> | undefined;
}

/** Keeps what stands in a box under its place, a moment after it was changed, and the id under which it is being sent. */
export class KeptDraft {
  readonly #host: DraftHost;
  #place: string | undefined;
  #attempt: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: DraftHost) {
    this.#host = host;
  }

  /** The content with the id under which exactly it was tried to be sent. */
  with(content: Omit<BoxContent, "attempt">): BoxContent {
    return this.#attempt === undefined ? content : { ...content, attempt: this.#attempt };
  }

  /** Another place is shown: what is in the box is kept for the one before. */
  show(place: string): void {
    if (this.#place !== undefined && this.#place !== place) this.keep();
    this.#place = place;
  }

  /** What was written before it was known who writes is theirs, behind what they left here. */
  adopt(place: string): void {
    const written = this.#host.content();
    if (this.#place !== place || written === undefined) return;
    if (written.text === "" && written.files.length === 0) return;
    const boxes = this.#host.boxes();
    const { text, files } = boxes.read(place);
    const texts = text === written.text ? [text] : [text, written.text];
    boxes.write(place, {
      text: texts.filter((part) => part !== "").join("\n\n"),
      files: [...files, ...written.files],
    });
  }

  /** What belongs to one place belongs to another now. */
  move(from: string, to: string): void {
    if (this.#place === from) {
      this.keep();
      this.#place = to;
    }
    this.#host.boxes().move(from, to);
  }

  /** Remembers the id under which the content is being sent, so that trying again is no second message. */
  attempted(id: string | undefined): void {
    this.#attempt = id;
  }

  /** What stands in the box is no longer what was tried to be sent. */
  edited(): void {
    this.#attempt = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.keep, KEEP_MS);
  }

  readonly keep = (): void => {
    clearTimeout(this.#timer);
    const content = this.#host.content();
    if (content !== undefined && this.#place !== undefined)
      this.#host.boxes().write(this.#place, this.with(content));
  };
}
