/** How long a sentence stands, in milliseconds. */
const STANDS_MS = 4000;

/** What the reader was told last, for a moment. */
export class Told {
  text = "";
  readonly #changed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  tell(text: string): void {
    this.text = text;
    this.#changed();
    clearTimeout(this.#timer);
    if (text !== "") this.#timer = setTimeout(() => this.tell(""), STANDS_MS);
  }
}
