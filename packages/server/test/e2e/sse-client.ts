import { connect, type Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { onTestFinished } from "vitest";

/** One event as it came over the wire. */
export interface SseEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** How a stream is opened. */
export interface StreamRequest {
  /** Without `/api/events`: `?session=…`. */
  readonly query?: string;
  readonly lastEventId?: string;
  /** More headers: who asks, and from where. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Cut the connection after so many bytes of answer, wherever that is. */
  readonly cutAfter?: number;
  /** Stop reading once so many events have come; 0 reads nothing at all. */
  readonly pauseAfter?: number;
}

/** A reader of the stream on a bare socket: nothing between the test and the bytes. */
export class SseClient {
  readonly events: SseEvent[] = [];
  readonly closed: Promise<void>;
  /** The id to resume after; only whole events count. */
  lastId: string | undefined;
  status = 0;
  readonly socket: Socket;
  readonly #request: StreamRequest;
  readonly #lines = new StringDecoder("utf8");
  readonly #waiting = new Set<() => void>();
  #bytes = 0;
  #head: Buffer | undefined = Buffer.alloc(0);
  #chunkLeft = 0;
  #framing = "";
  #text = "";
  #fields = new Map<string, string>();
  #isClosed = false;
  #paused = true;

  constructor(port: number, request: StreamRequest = {}) {
    this.#request = request;
    this.lastId = request.lastEventId;
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("connect", () => this.#ask(port));
    this.socket.on("error", () => {});
    // Before the listener is there: a listener alone would set the socket flowing.
    if (request.pauseAfter === 0) this.socket.pause();
    this.socket.on("data", (bytes) => this.#receive(bytes));
    this.closed = new Promise((resolve) => {
      this.socket.on("close", () => {
        this.#isClosed = true;
        this.#wake();
        resolve();
      });
    });
    onTestFinished(() => this.close());
  }

  close(): void {
    this.socket.destroy();
  }

  /** Reads on after a pause, for good. */
  resume(): void {
    this.#paused = false;
    this.socket.resume();
  }

  /** Resolves once `done` holds; looked at again after each piece of the answer. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const holds = done();
        if (!holds && !this.#isClosed) return;
        this.#waiting.delete(check);
        if (holds) resolve();
        else reject(new Error(`the stream ended after ${this.events.length} events, status ${this.status}`));
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Resolves with the first event that fits; those that came before count. */
  async event(fits: (event: SseEvent) => boolean): Promise<SseEvent> {
    let seen = 0;
    let found: SseEvent | undefined;
    await this.until(() => {
      for (; found === undefined && seen < this.events.length; seen++) {
        const event = this.events[seen];
        if (event !== undefined && fits(event)) found = event;
      }
      return found !== undefined;
    });
    if (found === undefined) throw new Error("unreachable");
    return found;
  }

  #ask(port: number): void {
    const { query = "", lastEventId, headers = {} } = this.#request;
    const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const resume = lastEventId === undefined ? "" : `Last-Event-ID: ${lastEventId}\r\n`;
    this.socket.write(
      `GET /api/events${query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\n${more.join("")}${resume}\r\n`,
    );
  }

  #receive(bytes: Buffer): void {
    const { cutAfter = Number.POSITIVE_INFINITY, pauseAfter = Number.POSITIVE_INFINITY } = this.#request;
    const left = cutAfter - this.#bytes;
    this.#bytes += bytes.length;
    if (left > 0) this.#unpack(bytes.length > left ? bytes.subarray(0, left) : bytes);
    if (this.#bytes >= cutAfter) this.close();
    if (this.#paused && this.events.length >= pauseAfter) this.socket.pause();
    this.#wake();
  }

  /** Takes the head off, then the chunked transfer coding. */
  #unpack(bytes: Buffer): void {
    let rest = bytes;
    if (this.#head !== undefined) {
      this.#head = Buffer.concat([this.#head, rest]);
      const end = this.#head.indexOf("\r\n\r\n");
      if (end < 0) return;
      this.status = Number(this.#head.toString("latin1", 9, 12));
      rest = this.#head.subarray(end + 4);
      this.#head = undefined;
    }
    while (rest.length > 0) {
      if (this.#chunkLeft > 0) {
        const part = rest.subarray(0, this.#chunkLeft);
        this.#chunkLeft -= part.length;
        rest = rest.subarray(part.length);
        this.#parse(this.#lines.write(part));
        continue;
      }
      this.#framing += String.fromCharCode(rest[0] ?? 0);
      rest = rest.subarray(1);
      // The line end of the chunk before stands in front of the size of this one.
      const size = /^(?:\r\n)?([0-9a-f]+)\r\n$/i.exec(this.#framing)?.[1];
      if (size === undefined) continue;
      this.#framing = "";
      this.#chunkLeft = Number.parseInt(size, 16);
    }
  }

  #parse(text: string): void {
    this.#text += text;
    let start = 0;
    for (let end = this.#text.indexOf("\n"); end >= 0; end = this.#text.indexOf("\n", start)) {
      this.#line(this.#text.slice(start, end));
      start = end + 1;
    }
    this.#text = this.#text.slice(start);
  }

  #line(line: string): void {
    if (line === "") {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(": ");
    if (colon > 0) this.#fields.set(line.slice(0, colon), line.slice(colon + 2));
  }

  #dispatch(): void {
    const fields = this.#fields;
    this.#fields = new Map();
    const data = fields.get("data");
    if (data === undefined) return;
    this.lastId = fields.get("id") ?? this.lastId;
    this.events.push({ id: fields.get("id") ?? "", type: fields.get("event") ?? "message", data });
  }

  #wake(): void {
    for (const check of this.#waiting) check();
  }
}
