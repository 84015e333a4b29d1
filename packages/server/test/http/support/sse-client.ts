import { connect, type Socket } from "node:net";
import { createParser, type EventSourceMessage } from "eventsource-parser";

/** A reader of a stream over a socket of its own. */
export interface SseClient {
  readonly socket: Socket;
  /** Head of the answer. */
  readonly head: Promise<string>;
  readonly events: readonly EventSourceMessage[];
  readonly comments: number;
  readonly retry: number | undefined;
  /** Resolves when so many events have come. */
  count(events: number): Promise<void>;
  /** Resolves when so many comments have come. */
  commented(times: number): Promise<void>;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
}

/** How a stream is opened. */
export interface StreamRequest {
  readonly path?: string;
  /** More header lines, each with its line end. */
  readonly headers?: string;
  /** Read nothing, ever. */
  readonly paused?: boolean;
  /** Cut the connection after so many bytes, wherever that is. */
  readonly cutAfter?: number;
}

/** Opens a stream. With `paused`, nothing is ever read. */
export function openStream(port: number, options: StreamRequest = {}): SseClient {
  const { path = "/api/events", headers = "", paused = false, cutAfter = Number.POSITIVE_INFINITY } = options;
  const socket = connect(port, "127.0.0.1");
  const state = { events: [] as EventSourceMessage[], comments: 0, retry: undefined as number | undefined };
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const check of waiting) check();
  };
  const parser = createParser({
    onEvent: (event) => state.events.push(event),
    onComment: () => {
      state.comments++;
    },
    onRetry: (ms) => {
      state.retry = ms;
    },
  });
  const until = (done: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!done()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  let headText = "";
  let settleHead: (head: string) => void = () => {};
  const head = new Promise<string>((resolve) => {
    settleHead = resolve;
  });
  let buffered = Buffer.alloc(0);
  let fed = 0;
  const feed = (whole: Buffer): void => {
    const chunk = whole.subarray(0, Math.max(0, cutAfter - fed));
    fed += chunk.length;
    if (fed >= cutAfter) socket.destroy();
    buffered = Buffer.concat([buffered, chunk]);
    if (headText === "") {
      const end = buffered.indexOf("\r\n\r\n");
      if (end < 0) return;
      headText = buffered.toString("latin1", 0, end);
      buffered = buffered.subarray(end + 4);
      settleHead(headText);
    }
    for (;;) {
      const line = buffered.indexOf("\r\n");
      if (line < 0) break;
      const size = Number.parseInt(buffered.toString("latin1", 0, line), 16);
      if (!(size > 0) || buffered.length < line + 2 + size + 2) break;
      parser.feed(buffered.toString("utf8", line + 2, line + 2 + size));
      buffered = buffered.subarray(line + 2 + size + 2);
    }
    changed();
  };
  socket.on("connect", () =>
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers}\r\n`),
  );
  if (paused) socket.pause();
  else socket.on("data", feed);
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  return {
    socket,
    head,
    get events() {
      return state.events;
    },
    get comments() {
      return state.comments;
    },
    get retry() {
      return state.retry;
    },
    count: (events) => until(() => state.events.length >= events),
    commented: (times) => until(() => state.comments >= times),
    closed,
  };
}
