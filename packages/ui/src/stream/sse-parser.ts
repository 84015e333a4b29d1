/** One event of a text/event-stream. */
export interface SseEvent {
  readonly type: string;
  readonly data: string;
  /** The last id that the stream has given, also by an earlier event. */
  readonly id: string;
}

/** Longest unfinished event that is kept, in characters; a longer one ends the connection. */
export const MAX_PENDING: number = 64 * 1024 * 1024;

/** Cuts a text/event-stream into events, however its chunks fall (WHATWG HTML, section 9.2.6). */
export class SseParser {
  #rest = "";
  #type = "";
  #data: string[] = [];
  #id: string;

  constructor(lastId = "") {
    this.#id = lastId;
  }

  /**
   * Takes the next chunk and returns the events that it completes.
   * @throws `RangeError` when an event grows beyond {@link MAX_PENDING}.
   */
  push(chunk: string): readonly SseEvent[] {
    const events: SseEvent[] = [];
    const text = this.#rest + chunk;
    let start = 0;
    for (let end = text.indexOf("\n", start); end >= 0; end = text.indexOf("\n", start)) {
      this.#line(text.slice(start, text[end - 1] === "\r" && end > start ? end - 1 : end), events);
      start = end + 1;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length > MAX_PENDING) throw new RangeError("An event of the stream is too long.");
    return events;
  }

  #line(line: string, events: SseEvent[]): void {
    if (line === "") this.#dispatch(events);
    if (line === "" || line.startsWith(":")) return;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.#type = value;
    if (field === "data") this.#data.push(value);
    if (field === "id" && !value.includes("\0")) this.#id = value;
  }

  #dispatch(events: SseEvent[]): void {
    if (this.#data.length > 0) {
      events.push({ type: this.#type || "message", data: this.#data.join("\n"), id: this.#id });
    }
    this.#type = "";
    this.#data = [];
  }
}
