import type { ServerResponse } from "node:http";
import type { EventStream } from "@vibedeck/core";
import { AUTH_FRAME, byeFrame, framesOf, HEARTBEAT } from "./frames.ts";

/** How a stream is written. Times in milliseconds, sizes in bytes. */
export interface StreamLimits {
  /** A stream that is quiet this long gets a comment. */
  readonly heartbeatMs: number;
  /** A reader who takes nothing for this long is cut. */
  readonly stallMs: number;
  /** How much is taken from the source at a time, and only when everything before it has left. */
  readonly chunkBytes: number;
  /** The shortest and the longest time after which clients reconnect: spread, so that they do not all come at once. */
  readonly retryMs: readonly [number, number];
}

export const STREAM_LIMITS: StreamLimits = {
  heartbeatMs: 15_000,
  stallMs: 30_000,
  chunkBytes: 64 * 1024,
  retryMs: [1_000, 4_000],
};

/** Why a stream ended. */
export type StreamEnd = "left" | "stalled" | "dead" | "bye" | "signed-out";

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
};

/** How many chunks one stream may write before others get their turn. */
const CHUNKS_A_TURN = 16;

/**
 * Writes one stream of events to one response. It pulls from the source only while the socket takes everything, so a
 * slow reader leaves events where they are kept once for all, and costs at most a chunk.
 */
export class StreamWriter {
  readonly #response: ServerResponse;
  readonly #source: EventStream;
  readonly #limits: StreamLimits;
  readonly #onEnd: (end: StreamEnd) => void;
  readonly #ready = (): void => this.#pump();
  #heartbeat: NodeJS.Timeout | undefined;
  #stall: NodeJS.Timeout | undefined;
  #end: StreamEnd | undefined;

  constructor(
    response: ServerResponse,
    source: EventStream,
    limits: StreamLimits,
    onEnd: (end: StreamEnd) => void,
  ) {
    this.#response = response;
    this.#source = source;
    this.#limits = limits;
    this.#onEnd = onEnd;
  }

  /** The connection, while there is one. */
  get response(): ServerResponse {
    return this.#response;
  }

  /** Sends the headers and begins to write. */
  open(): void {
    const response = this.#response;
    response.once("close", () => this.#close("left"));
    // Without a listener a reset connection would be an uncaught exception; "close" follows in any case.
    response.on("error", () => {});
    response.on("drain", () => this.#resume());
    response.writeHead(200, HEADERS);
    response.socket?.setNoDelay(true);
    this.#heartbeat = setInterval(() => this.#beat(), this.#limits.heartbeatMs);
    this.#heartbeat.unref();
    this.#write(`retry: ${this.#retry()}\n\n`);
    this.#pump();
  }

  /** Says goodbye and ends the answer; a reader who is behind is cut instead. */
  bye(): void {
    this.#part(byeFrame(this.#retry()), "bye");
  }

  /** Says that the reader is signed in no more, and nothing after it. */
  signOut(): void {
    this.#part(AUTH_FRAME, "signed-out");
  }

  /** Ends the connection without a word. */
  cut(end: StreamEnd): void {
    if (this.#end !== undefined) return;
    this.#close(end);
    this.#response.destroy();
  }

  #part(lastWord: string, end: StreamEnd): void {
    if (this.#end !== undefined) return;
    const blocked = this.#stall !== undefined;
    this.#close(end);
    if (blocked) this.#response.destroy();
    else this.#response.end(lastWord);
  }

  #pump(): void {
    for (let turn = 0; this.#end === undefined && this.#stall === undefined; turn++) {
      if (turn === CHUNKS_A_TURN) {
        setImmediate(() => this.#pump());
        return;
      }
      const items = this.#source.take(this.#limits.chunkBytes);
      if (items.length === 0) {
        // A source may call a listener once only, so it is asked again after every emptying.
        this.#source.onReady(this.#ready);
        return;
      }
      this.#write(framesOf(items));
    }
  }

  #write(text: string): void {
    this.#heartbeat?.refresh();
    if (this.#response.write(text)) return;
    this.#stall = setTimeout(() => this.cut("stalled"), this.#limits.stallMs);
    this.#stall.unref();
  }

  #resume(): void {
    clearTimeout(this.#stall);
    this.#stall = undefined;
    this.#pump();
  }

  #beat(): void {
    // What is written to a full socket only piles up, and the stall timer watches that one already.
    if (this.#end === undefined && this.#stall === undefined) this.#write(HEARTBEAT);
  }

  #close(end: StreamEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#stall);
    this.#source.close();
    this.#onEnd(end);
  }

  #retry(): number {
    const [least, most] = this.#limits.retryMs;
    return Math.round(least + Math.random() * (most - least));
  }
}
