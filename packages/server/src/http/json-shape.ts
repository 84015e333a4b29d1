const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Counts, while JSON is being received, the bytes of it that are not inside of texts: a measure of how many values a
 * parser will make of it. Few long texts are cheap; as many bytes of brackets cost fifty times as much memory.
 */
export class JsonShape {
  /** Bytes outside of texts so far, their quotes included. */
  outside = 0;
  #inText = false;
  #escaped = false;

  add(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === QUOTE) {
        this.#inText = !this.#inText;
        this.outside++;
      } else if (!this.#inText) this.outside++;
      else if (byte === BACKSLASH) this.#escaped = true;
    }
  }
}
