import type { DeckEvent } from "@vibedeck/core";
import { type ApiError, asError, SIGNED_OUT } from "../app/http.ts";
import { backoff } from "./backoff.ts";
import { decodeEvent } from "./decode-event.ts";
import { SseParser } from "./sse-parser.ts";

/** The state of the connection, for people. */
export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** Cut off: the next attempt comes at `retryAt` (milliseconds since the epoch). `restarting`: the server said it goes. */
  | {
      readonly kind: "waiting";
      readonly retryAt: number;
      readonly restarting: boolean;
      readonly attempt: number;
    }
  /** The tab was hidden for long: the stream is closed until it is looked at again. */
  | { readonly kind: "asleep" }
  /** The server refuses: trying again would not help. */
  | { readonly kind: "refused"; readonly message: string; readonly hint?: string };

/** Which session to follow, and from where. Asked before each attempt. */
export interface Follow {
  readonly session?: string | undefined;
  readonly after?: string | undefined;
  /** Everybody's sessions are wanted. */
  readonly all?: boolean;
}

/** What a {@link Connection} works with. */
export interface ConnectionOptions {
  /** Address of `/api/events`. */
  readonly url: string;
  readonly follow: () => Follow;
  /** All events of one chunk of the stream. */
  readonly onEvents: (events: readonly DeckEvent[]) => void;
  readonly onState: (state: ConnectionState) => void;
  /** Told why the server refuses, or that it signed the reader out. */
  readonly onRefused?: (error: ApiError) => void;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
  readonly random?: () => number;
}

/** A connection that has been silent for so long is dead: the server says something every fifteen seconds. */
const SILENCE = 40_000;

/** The tab's one stream of events: reconnects by itself and resumes after the last event it saw. */
export class Connection {
  readonly #options: ConnectionOptions;
  #abort: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastId = "";
  #attempt = 0;
  #lastHeard = 0;
  #restartIn: number | undefined;
  #held = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** True while it is cut off and waits for its next attempt. */
  get down(): boolean {
    return this.#attempt > 0;
  }

  /** Connects, or connects anew: after another session was opened, or when the reader does not want to wait. */
  connect(): void {
    if (this.#held) return;
    this.#stop();
    const abort = new AbortController();
    this.#abort = abort;
    void this.#run(abort);
  }

  /** Connects anew unless something was heard within the given milliseconds: a laptop that slept does not notice by itself. */
  distrust(quietMs: number): void {
    if (this.#now() - this.#lastHeard > quietMs) this.connect();
  }

  /** Closes the stream; `connect` resumes it. */
  sleep(): void {
    if (this.#held) return;
    this.#stop();
    this.#options.onState({ kind: "asleep" });
  }

  /** The server does not let the reader in: nothing is tried until `readmit`. */
  hold(): void {
    this.#held = true;
    this.#stop();
  }

  /** The reader is let in again. */
  readmit(): void {
    this.#held = false;
    this.#attempt = 0;
    this.connect();
  }

  close(): void {
    this.#stop();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = undefined;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  async #run(abort: AbortController): Promise<void> {
    this.#restartIn = undefined;
    if (this.#attempt === 0) this.#options.onState({ kind: "connecting" });
    try {
      const response = await this.#open(abort);
      if (
        response.status >= 400 &&
        response.status < 500 &&
        response.status !== 408 &&
        response.status !== 429
      ) {
        return this.#refused(response);
      }
      if (response.ok && response.body !== null) await this.#read(response.body, abort);
    } catch {
      // Cut off: what was missed comes after the reconnection.
    }
    if (!abort.signal.aborted || abort.signal.reason === "silent") this.#retryLater();
  }

  #open(abort: AbortController): Promise<Response> {
    const { session, after, all } = this.#options.follow();
    const query = new URLSearchParams();
    if (session !== undefined) query.set("session", session);
    if (after !== undefined) query.set("after", after);
    if (all === true) query.set("all", "1");
    const search = query.size > 0 ? `?${query}` : "";
    this.#watchSilence(abort);
    return (this.#options.fetch ?? fetch)(this.#options.url + search, {
      headers: {
        accept: "text/event-stream",
        ...(this.#lastId === "" ? {} : { "last-event-id": this.#lastId }),
      },
      credentials: "same-origin",
      cache: "no-store",
      signal: abort.signal,
    });
  }

  async #read(body: ReadableStream<Uint8Array<ArrayBuffer>>, abort: AbortController): Promise<void> {
    const parser = new SseParser(this.#lastId);
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || abort.signal.aborted) return;
      this.#watchSilence(abort);
      const events = parser.push(value);
      const last = events.at(-1);
      if (last === undefined) continue;
      this.#lastId = last.id;
      this.#deliver(events.map(decodeEvent).filter((event) => event !== undefined));
    }
  }

  #deliver(events: readonly DeckEvent[]): void {
    if (events.some((event) => event.type === "hello")) {
      this.#attempt = 0;
      this.#options.onState({ kind: "live" });
    }
    for (const event of events) if (event.type === "bye") this.#restartIn = event.retryMs;
    if (events.length > 0) this.#options.onEvents(events);
    if (events.some((event) => event.type === "auth")) {
      this.hold();
      this.#tellRefused(SIGNED_OUT);
    }
  }

  #watchSilence(abort: AbortController): void {
    this.#lastHeard = this.#now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => abort.abort("silent"), SILENCE);
  }

  #retryLater(): void {
    const wait = this.#restartIn ?? backoff(this.#attempt, (this.#options.random ?? Math.random)());
    const restarting = this.#restartIn !== undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), wait);
    this.#options.onState({
      kind: "waiting",
      retryAt: this.#now() + wait,
      restarting,
      attempt: this.#attempt,
    });
    this.#attempt += 1;
  }

  async #refused(response: Response): Promise<void> {
    clearTimeout(this.#timer);
    const error = asError(response.status, await response.json().catch(() => undefined));
    if (error.status === 401) this.hold();
    this.#tellRefused(error);
  }

  #tellRefused(error: ApiError): void {
    const { message, hint } = error;
    this.#options.onState({ kind: "refused", message, ...(hint === undefined ? {} : { hint }) });
    this.#options.onRefused?.(error);
  }
}
