import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { DeckEvent, Message, MessagePage, SessionSummary } from "@vibedeck/core";
import type { BackendStatus } from "../src/app/backend-status.ts";
import { uiRoot } from "../src/index.ts";
import type { FakeAuth } from "./fake-auth.ts";
import { FakeDrive } from "./fake-drive.ts";
import type { FakeSandboxes } from "./fake-sandboxes.ts";
import { cursorOf, STEP, session } from "./fixture.ts";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html dompurify";

const TYPES: { readonly [extension: string]: string } = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".html": "text/html; charset=utf-8",
};

/** A scripted server: the built page under the real policy, an API over what the test puts in, streams that the test writes to. */
export class FakeServer {
  readonly sessions = new Map<string, SessionSummary>();
  readonly transcripts = new Map<string, Message[]>();
  readonly backends: BackendStatus[] = [
    {
      id: "claude-code",
      title: "Claude Code",
      state: "ready",
      capabilities: { run: true, resume: true, fork: true, interrupt: true, approvals: true, models: true },
    },
  ];
  /** What is driven, and the calls that drive. */
  readonly drive = new FakeDrive();
  /** The sandboxes of users; a server without any has no such address. */
  sandboxes: FakeSandboxes | undefined;
  /** Who signs in; nobody does without it. */
  auth: FakeAuth | undefined;
  /** Addresses of all requests, newest last. */
  readonly requests: string[] = [];
  /** Set to make requests to matching addresses fail with 500. */
  fail: RegExp | undefined;
  generation = "gen";
  /** Written into every hello. */
  version = "1.0.0";
  #server: Server | undefined;
  #port = 0;
  readonly #streams = new Map<ServerResponse, { session: string | undefined; at: number }>();
  #seq = 0;

  constructor() {
    this.drive.changed = (key) => this.#tellDrive(key);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  get streams(): number {
    return this.#streams.size;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Lets people sign in. */
  useAuth(auth: FakeAuth): FakeAuth {
    this.auth = auth;
    auth.ended = () => {
      for (const response of this.#streams.keys()) response.end("event: auth\ndata: {}\n\n");
    };
    return auth;
  }

  /** Ends everything; `start` comes back on the same port. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  }

  /** Cuts all streams without a word. */
  cut(): void {
    for (const response of this.#streams.keys()) response.destroy();
    this.#streams.clear();
  }

  /** Appends to a transcript and tells the streams that follow it. */
  append(key: string, messages: readonly Message[]): void {
    this.transcripts.get(key)?.push(...messages);
    for (const [response, stream] of this.#streams)
      if (stream.session === key) this.#catchUp(response, key, stream);
  }

  /** Tells all streams of a list-level event, and remembers sessions. */
  tell(event: DeckEvent): void {
    if (event.type === "session") this.sessions.set(event.session.key, event.session);
    if (event.type === "session-removed") this.sessions.delete(event.key);
    for (const response of this.#streams.keys()) this.#write(response, event);
  }

  /** Tells the streams that follow a session of something about it. */
  tellFollowers(key: string, event: DeckEvent): void {
    for (const [response, stream] of this.#streams) if (stream.session === key) this.#write(response, event);
  }

  #tellDrive(key: string): void {
    this.tellFollowers(key, { type: "drive", key, drive: this.drive.state(key) });
  }

  #catchUp(response: ServerResponse, key: string, stream: { at: number }): void {
    const list = this.transcripts.get(key) ?? [];
    if (stream.at >= list.length) return;
    const [from, to] = [this.#cursor(stream.at), this.#cursor(list.length)];
    const messages = list.slice(stream.at);
    stream.at = list.length;
    this.#write(response, { type: "messages", key, from, to, messages });
  }

  #cursor(index: number): string {
    return cursorOf(index, this.generation);
  }

  #write(response: ServerResponse, event: DeckEvent): void {
    const { type, ...data } = event;
    this.#seq += 1;
    response.write(`id: run.${this.#seq}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    this.requests.push(`${request.method} ${url.pathname}${url.search}`);
    response.setHeader("content-security-policy", POLICY);
    if (this.auth?.answer(url, request, response)) return;
    if (this.fail?.test(url.pathname))
      return json(response, 500, { error: { code: "INTERNAL", message: "Broken on purpose." } });
    if (url.pathname === "/api/events") return this.#stream(url, request, response);
    if (url.pathname.startsWith("/api/")) return this.#api(url, request, response);
    return file(url.pathname, response);
  }

  #stream(url: URL, request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const session = url.searchParams.get("session") ?? undefined;
    const list = this.transcripts.get(session ?? "") ?? [];
    const after = url.searchParams.get("after");
    const [generation, offset] = (after ?? "").split(".");
    const known = after !== null && generation === this.generation;
    const stream = { session, at: known ? Number(offset) / STEP : list.length };
    this.#streams.set(response, stream);
    request.on("close", () => this.#streams.delete(response));
    const resumed = request.headers["last-event-id"] !== undefined ? "resumed" : "reset";
    this.#write(response, {
      type: "hello",
      list: resumed,
      version: this.version,
      ...(session === undefined ? {} : { session: after === null || known ? "resumed" : "reset" }),
    });
    if (session === undefined) return;
    this.#catchUp(response, session, stream);
    if (this.sessions.has(session))
      this.#write(response, { type: "drive", key: session, drive: this.drive.state(session) });
  }

  async #api(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , resource, key = "", part] = url.pathname.split("/");
    if (await this.#driven(url, request, response)) return;
    if (resource === "sandboxes" && this.sandboxes !== undefined) {
      const { status, body } = this.sandboxes.answer(request.method ?? "GET", url.pathname);
      return json(response, status, body);
    }
    if (resource === "backends") return json(response, 200, { backends: this.backends, notices: [] });
    if (resource !== "sessions") return json(response, 404, NOT_FOUND);
    if (key === "") return json(response, 200, this.#list(url));
    const known = this.sessions.get(key);
    if (known === undefined || this.auth?.sees(known, url) === false) return json(response, 404, NOT_FOUND);
    if (request.method === "PATCH") {
      const body: unknown = this.#bodies.get(request);
      const changed = { ...known, ...(body as Partial<SessionSummary>) };
      this.sessions.set(key, changed);
      return json(response, 200, changed);
    }
    if (part === "messages") return json(response, 200, this.#page(key, url.searchParams));
    if (part === "raw")
      return json(response, 200, { entry: { type: "assistant", at: url.searchParams.get("at") } });
    const agents = [...this.sessions.values()].filter((other) => other.parent === key);
    return json(response, 200, {
      session: known,
      agents,
      path: `/home/ada/.claude/projects/-deck/${known.id}.jsonl`,
    });
  }

  /** Answers what belongs to driving; returns false for the rest. */
  async #driven(url: URL, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = url.pathname.slice("/api/".length);
    const method = request.method ?? "GET";
    const body: unknown = method === "GET" ? undefined : JSON.parse((await text(request)) || "null");
    this.#bodies.set(request, body);
    if (method === "PATCH" && /^sessions\/[^/]+$/.test(path)) return false;
    const answer = this.drive.answer({ method, path, body }, url.searchParams);
    if (answer === undefined) return false;
    const started = this.drive.nextKey;
    if (answer.status === 202 && !this.sessions.has(started)) this.#expect(path, started, body);
    if (method !== "GET" && this.drive.cutAnswers > 0) {
      this.drive.cutAnswers -= 1;
      response.destroy();
    } else json(response, answer.status, answer.body);
    return true;
  }
  readonly #bodies = new WeakMap<IncomingMessage, unknown>();

  /** The row of a session that a start or fork announced. */
  #expect(path: string, key: string, body: unknown): void {
    if (path !== "sessions" && !path.endsWith("/fork")) return;
    const { text: title, cwd } = body as { text: string; cwd?: string };
    const project = { id: "new", name: cwd?.split("/").pop() ?? "deck", path: cwd ?? "/home/ada/deck" };
    this.transcripts.set(key, []);
    this.tell({
      type: "session",
      session: session(key, { title, project, size: 0, sortAt: Date.now() }),
    });
  }

  #list(url: URL): unknown {
    const limit = Number(url.searchParams.get("limit") ?? 100);
    const start = Number(url.searchParams.get("cursor") ?? 0);
    const all = [...this.sessions.values()]
      .filter((session) => session.parent === undefined && this.auth?.sees(session, url) !== false)
      .sort((a, b) => b.sortAt - a.sortAt);
    const next = start + limit < all.length ? { next: String(start + limit) } : {};
    const progress = { done: true, files: all.length, totalFiles: all.length, bytes: 1, totalBytes: 1 };
    return { sessions: all.slice(start, start + limit), total: all.length, ...next, progress };
  }

  #page(key: string, query: URLSearchParams): MessagePage {
    const list = this.transcripts.get(key) ?? [];
    const limit = Number(query.get("limit") ?? 100);
    const index = (name: string): number | undefined => {
      const [generation, offset] = (query.get(name) ?? "").split(".");
      return generation === this.generation ? Math.ceil(Number(offset) / STEP) : undefined;
    };
    const [before, after, around] = [index("before"), index("after"), index("around")];
    const start =
      after ??
      (around === undefined
        ? Math.max(0, (before ?? list.length) - limit)
        : Math.max(0, around - Math.floor(limit / 2)));
    const end = Math.min(list.length, before ?? start + limit);
    return {
      messages: list.slice(start, end),
      from: this.#cursor(start),
      to: this.#cursor(end),
      atStart: start === 0,
      atEnd: end === list.length,
      size: list.length * STEP,
    };
  }
}

const NOT_FOUND = { error: { code: "NOT_FOUND", message: "There is no such session." } };

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function file(pathname: string, response: ServerResponse): void {
  const path = join(uiRoot(), pathname);
  const extension = extname(pathname);
  if (pathname.startsWith("/assets/") && existsSync(path)) {
    response.writeHead(200, { "content-type": TYPES[extension] ?? "application/octet-stream" });
    createReadStream(path).pipe(response);
    return;
  }
  if (extension !== "") response.writeHead(404).end();
  else
    response
      .writeHead(200, { "content-type": "text/html; charset=utf-8" })
      .end(readFileSync(join(uiRoot(), "index.html")));
}

async function text(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
