import { type IncomingMessage, type RequestOptions, request } from "node:http";
import type { Duplex, Readable } from "node:stream";
import { isObject, own, VibeDeckError } from "@vibedeck/core";
import { Breaker } from "./breaker.ts";
import { engineAway, messageOf, type Reply } from "./engine-error.ts";

/** How long an answer may take, in milliseconds, unless told otherwise. */
const USUAL_MS = 10_000;

/** Bytes of an answer; a list of thousands of containers fits. */
const MAX_ANSWER = 16 * 1024 * 1024;

/** The versions of the interface that are spoken: Docker 20.10 brought the older, 27.3 the newer. */
const OLDEST = 1.41;
const NEWEST = 1.47;

/** What may be said about a call. */
export interface CallOptions {
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** A connection that was taken over for a command's streams. */
export interface Hijacked {
  readonly socket: Duplex;
  /** What had come before it was taken over. */
  readonly head: Buffer;
}

/** Speaks to a Docker Engine over HTTP. All calls throw `VibeDeckError` `UNAVAILABLE` when it cannot be asked. */
export class EngineClient {
  readonly #where: RequestOptions;
  readonly #breaker: Breaker;
  #version: Promise<string> | undefined;

  /**
   * @param host `unix:///path` or `tcp://host:port`.
   * @param now milliseconds of a clock that never goes back.
   */
  constructor(host: string, now: () => number) {
    this.#where = placeOf(host);
    this.#breaker = new Breaker(now);
  }

  /** Whether it answered lately. */
  get answers(): boolean {
    return this.#breaker.open;
  }

  /** Asks; gives whatever status is answered. `path` begins with a slash and has its query. */
  async ask(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    const version = await this.#spoken(options.signal);
    return this.#breaker.pass(() => this.#ask(method, `/v${version}${path}`, options), options.signal);
  }

  /** The same for what must succeed. @throws also with the engine's words as the cause. */
  async must(method: string, path: string, options: CallOptions = {}): Promise<unknown> {
    const reply = await this.ask(method, path, options);
    if (reply.status < 400) return reply.body;
    throw engineAway(new Error(`${method} ${path}: ${reply.status} ${messageOf(reply)}`));
  }

  /** An answer that is read as it comes. The time limit is for its beginning. */
  async stream(
    method: string,
    path: string,
    options: CallOptions & { readonly upload?: Readable; readonly type?: string } = {},
  ): Promise<IncomingMessage> {
    const version = await this.#spoken(options.signal);
    return this.#breaker.pass(async () => {
      const sent = request({
        ...this.#where,
        method,
        path: `/v${version}${path}`,
        headers: options.type === undefined ? {} : { "content-type": options.type },
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      const answer = begun(sent, options.timeoutMs ?? USUAL_MS);
      if (options.upload === undefined) sent.end();
      else options.upload.on("error", (error) => sent.destroy(error)).pipe(sent);
      return await answer;
    }, options.signal);
  }

  /** Takes the connection over. @returns the refusal where the engine does not give it away. */
  async hijack(path: string, options: CallOptions): Promise<Hijacked | Reply> {
    const version = await this.#spoken(options.signal);
    return this.#breaker.pass(() => this.#hijack(`/v${version}${path}`, options), options.signal);
  }

  #ask(method: string, path: string, options: CallOptions): Promise<Reply> {
    const { body, signal, timeoutMs = USUAL_MS } = options;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const limited = withLimit(signal, timeoutMs);
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown): void => reject(failureOf(cause, signal, limited));
      const sent = request(
        { ...this.#where, method, path, signal: limited, headers: headersOf(text) },
        (answer) => void readReply(answer).then(resolve, fail),
      );
      sent.once("error", fail);
      sent.end(text);
    });
  }

  #hijack(path: string, { body, signal, timeoutMs = USUAL_MS }: CallOptions): Promise<Hijacked | Reply> {
    const text = JSON.stringify(body ?? {});
    const headers = { ...headersOf(text), connection: "Upgrade", upgrade: "tcp" };
    return new Promise((resolve, reject) => {
      const sent = request({ ...this.#where, method: "POST", path, headers });
      const timer = setTimeout(() => sent.destroy(lateness()), timeoutMs);
      const stop = (): void => void sent.destroy(new Error("given up"));
      signal?.addEventListener("abort", stop, { once: true });
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", stop);
      };
      sent.once("error", (cause) => {
        settle();
        reject(failureOf(cause, signal, undefined));
      });
      sent.once("upgrade", (_answer, socket, head) => {
        settle();
        resolve({ socket, head });
      });
      sent.once("response", (answer) => {
        readReply(answer)
          .finally(settle)
          .then(resolve, (cause: unknown) => reject(failureOf(cause, signal, undefined)));
      });
      sent.end(text);
    });
  }

  /** The version of the interface that both sides speak. Asked once, and again after a failure. */
  #spoken(signal: AbortSignal | undefined): Promise<string> {
    this.#version ??= this.#breaker
      .pass(() => this.#ask("GET", "/version", {}))
      .then(versionOf)
      .catch((error: unknown) => {
        this.#version = undefined;
        throw error;
      });
    signal?.throwIfAborted();
    return this.#version;
  }
}

function versionOf(reply: Reply): string {
  const { body, status } = reply;
  if (status >= 400) throw engineAway(new Error(`/version: ${status} ${messageOf(reply)}`));
  const told = isObject(body) ? Number(own(body, "ApiVersion")) : Number.NaN;
  if (!(told >= OLDEST)) {
    throw new VibeDeckError("UNAVAILABLE", "The sandbox engine is too old for this server.", {
      hint: `Docker 20.10 or newer is needed (interface ${OLDEST}; this one speaks ${String(told)}).`,
    });
  }
  return Math.min(told, NEWEST).toFixed(2);
}

function placeOf(host: string): RequestOptions {
  if (host.startsWith("unix://")) return { socketPath: host.slice("unix://".length), agent: false };
  const url = new URL(host.replace(/^tcp:/, "http:"));
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port, agent: false };
}

function headersOf(text: string | undefined): Record<string, string | number> {
  if (text === undefined) return { host: "docker" };
  return { host: "docker", "content-type": "application/json", "content-length": Buffer.byteLength(text) };
}

function withLimit(signal: AbortSignal | undefined, ms: number): AbortSignal {
  const late = AbortSignal.timeout(ms);
  return signal === undefined ? late : AbortSignal.any([signal, late]);
}

function lateness(): Error {
  return Object.assign(new Error("no answer in time"), { name: "TimeoutError" });
}

/** Whoever gave up gets their own reason back: that says nothing about the engine, and is thrown as it is. */
function failureOf(
  cause: unknown,
  signal: AbortSignal | undefined,
  limited: AbortSignal | undefined,
): unknown {
  if (signal?.aborted) return signal.reason;
  return engineAway(limited?.aborted ? lateness() : cause);
}

function begun(sent: ReturnType<typeof request>, ms: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => sent.destroy(lateness()), ms);
    sent.once("error", (cause) => {
      clearTimeout(timer);
      reject(engineAway(cause));
    });
    sent.once("response", (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

/** The whole answer. @throws when it is too long, breaks off, or is no JSON although it says so. */
export async function readReply(answer: IncomingMessage): Promise<Reply> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of answer) {
    const buffer = Buffer.from(piece);
    bytes += buffer.length;
    if (bytes > MAX_ANSWER) throw new Error("the answer is too long");
    pieces.push(buffer);
  }
  const text = Buffer.concat(pieces).toString("utf8");
  const isJson = /^application\/json/.test(answer.headers["content-type"] ?? "");
  return { status: answer.statusCode ?? 0, body: isJson && text !== "" ? JSON.parse(text) : undefined };
}
