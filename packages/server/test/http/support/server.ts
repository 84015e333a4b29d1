import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";
import { type Logger, type Principal, silentLogger } from "@vibedeck/core";
import { onTestFinished } from "vitest";
import type { Deck } from "../../../src/deck.ts";
import { type AroundOptions, deckAround } from "../../../src/http/deck-around.ts";
import { type ListeningServer, listen } from "../../../src/http/listen.ts";
import { type FakeEngine, fakeEngine } from "./fake-engine.ts";

/** A deck that really listens. */
export interface TestServer {
  readonly engine: FakeEngine;
  readonly deck: Deck;
  readonly listening: ListeningServer;
  readonly port: number;
  /** `127.0.0.1:port`, the only host that is right by default. */
  readonly host: string;
  get(path: string, headers?: OutgoingHttpHeaders): Promise<Answer>;
  send(
    method: string,
    path: string,
    headers?: OutgoingHttpHeaders,
    body?: string | Uint8Array,
  ): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
  readonly text: string;
  json(): unknown;
  /** The error's code, when the answer is an error. */
  readonly code: string | undefined;
}

/** Starts a server on a free port; it is closed when the test ends. */
export async function startServer(
  options: Partial<AroundOptions> & { readonly drainMs?: number; readonly logger?: Logger } = {},
): Promise<TestServer> {
  const engine = fakeEngine();
  const deck = deckAround(engine, {
    backends: [],
    logger: silentLogger,
    version: "9.9.9",
    ui: false,
    ...options,
  });
  await deck.start();
  const listening = await listen(deck, { drainMs: options.drainMs ?? 500 });
  onTestFinished(async () => {
    await listening.close();
    await deck.stop();
  });
  const { port } = listening;
  const send: TestServer["send"] = (method, path, headers = {}, body) =>
    ask(port, method, path, headers, body);
  return {
    engine,
    deck,
    listening,
    port,
    host: `127.0.0.1:${port}`,
    get: (path, headers = {}) => send("GET", path, headers),
    send,
  };
}

/** Signs in whoever the header `x-user` names; `admin` is an admin. */
export function signIn(request: IncomingMessage): Principal | undefined {
  const user = request.headers["x-user"];
  return typeof user === "string" ? { kind: "user", id: user, admin: user === "admin" } : undefined;
}

/** One request, exactly as told: no redirects, no decoding, nothing normalised. */
export function ask(
  port: number,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body?: string | Uint8Array,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port, host: "127.0.0.1", method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString("utf8");
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes,
            text,
            json: () => JSON.parse(text),
            code: /^\{"error":\{"code":"([A-Z_]+)"/.exec(text)?.[1],
          });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Sends raw bytes and collects what comes back until the other side closes, or until `enough` says so. */
export function raw(
  port: number,
  text: string | Uint8Array,
  enough: (soFar: string) => boolean = () => false,
): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, "127.0.0.1");
    let soFar = "";
    socket.setEncoding("latin1");
    socket.on("connect", () => socket.write(text));
    socket.on("data", (chunk: string) => {
      soFar += chunk;
      if (enough(soFar)) socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(soFar));
  });
}
