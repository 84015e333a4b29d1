import { appendFileSync } from "node:fs";
import { parseCursor, type SessionPage } from "@vibedeck/core";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { deckEvent } from "../../src/http/schemas/events.ts";
import { messagePage } from "../../src/http/schemas/message.ts";
import { backends } from "../../src/http/schemas/server.ts";
import { sessionDetail, sessionPage } from "../../src/http/schemas/session.ts";
import { type ClaudeHome, claudeHome, type OpenDeck, prompt, uuidOf } from "./support/claude-home.ts";
import { ask } from "./support/server.ts";
import { openStream, type SseClient, type StreamRequest } from "./support/sse-client.ts";

const JSON_TYPE = { "content-type": "application/json" };
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

async function list(port: number): Promise<SessionPage> {
  return sessionPage.parse((await ask(port, "GET", "/api/sessions")).json());
}

/** The session's key, once the transcript is read. */
async function keyOf(port: number): Promise<string> {
  const stream = follow(port, "/api/events");
  await stream.count(1);
  for (let seen = 1; ; seen++) {
    const [session] = (await list(port)).sessions;
    if (session !== undefined && !session.partial) {
      stream.socket.destroy();
      return session.key;
    }
    await stream.count(seen + 1);
  }
}

function follow(port: number, path: string, headers = ""): SseClient {
  const client = openStream(port, { path, headers });
  onTestFinished(() => void client.socket.destroy());
  return client;
}

async function opened(): Promise<{ home: ClaudeHome; deck: OpenDeck; key: string }> {
  const home = claudeHome();
  const deck = await home.open();
  return { home, deck, key: await keyOf(deck.port) };
}

test("a transcript is listed, opened, read raw and looked at", async () => {
  const home = claudeHome();
  home.append(
    prompt(1, [{ type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } }]),
  );
  const { port } = await home.open();
  const key = await keyOf(port);
  const path = `/api/sessions/${key}`;

  const detail = sessionDetail.parse((await ask(port, "GET", path)).json());
  const page = messagePage.parse((await ask(port, "GET", `${path}/messages`)).json());
  const raw = await ask(port, "GET", `${path}/raw?at=${page.from}`);
  const image = await ask(port, "GET", `${path}/images/${page.messages[1]?.cursor}/0`);
  const state = backends.parse((await ask(port, "GET", "/api/backends")).json());

  expect(detail.session).toMatchObject({ key, id: home.sessionId, title: "The first prompt" });
  expect(page.messages[0]?.blocks).toMatchObject([{ type: "text", text: "The first prompt" }]);
  expect(raw.json()).toMatchObject({ entry: { type: "user", cwd: "/somewhere/project" } });
  expect([image.status, image.headers["content-type"]]).toEqual([200, "image/png"]);
  expect(image.bytes.toString("base64")).toBe(PIXEL);
  expect(state).toMatchObject({
    backends: [{ id: "claude-code", state: "ready" }],
    progress: { done: true },
  });
});

test("a title given by a reader stays over a restart", async () => {
  const { home, deck, key } = await opened();

  const patched = await ask(
    deck.port,
    "PATCH",
    `/api/sessions/${key}`,
    JSON_TYPE,
    '{"title":"Mine","pinned":true}',
  );
  await deck.close();
  const again = await home.open();

  expect(patched.json()).toMatchObject({ title: "Mine", titleSource: "user", pinned: true });
  expect((await list(again.port)).sessions).toMatchObject([
    { key, title: "Mine", pinned: true, archived: false },
  ]);
});

test("what is appended arrives on the stream, each event as described", async () => {
  const { home, deck, key } = await opened();
  const client = follow(deck.port, `/api/events?session=${key}`);
  await client.count(1);

  home.append(prompt(1, "Ünïcode 🎉\nsecond line\r\ndata: x"));
  await until(client, () => messagesOf(client).length >= 1);

  expect(messagesOf(client)).toMatchObject([
    { blocks: [{ type: "text", text: "Ünïcode 🎉\nsecond line\r\ndata: x" }] },
  ]);
  for (const { event, data } of client.events) {
    expect(deckEvent.safeParse({ type: event, ...JSON.parse(data) })).toMatchObject({ success: true });
  }
});

test("nothing is lost between a page and the stream that begins after it (226)", async () => {
  const { home, deck, key } = await opened();
  const page = messagePage.parse((await ask(deck.port, "GET", `/api/sessions/${key}/messages`)).json());
  home.append(prompt(1, "between"));

  const client = follow(deck.port, `/api/events?session=${key}&after=${page.to}`);
  await until(client, () => messagesOf(client).length >= 1);

  expect(messagesOf(client)).toMatchObject([{ blocks: [{ text: "between" }] }]);
});

test.each(["garbage", "-1", "AAAA.1~AAAA.999", "x".repeat(10_000)])(
  "the last id %j begins anew, with a snapshot (225)",
  async (id) => {
    const { deck, key } = await opened();

    const client = follow(deck.port, `/api/events?session=${key}`, `Last-Event-ID: ${id}\r\n`);
    await client.count(1);

    expect(client.events[0]?.event).toBe("hello");
    expect(JSON.parse(client.events[0]?.data ?? "")).toMatchObject({ list: "reset" });
  },
);

test("the last id of another session begins that session anew (225)", async () => {
  const { deck, key } = await opened();
  const client = follow(deck.port, `/api/events?session=${key}`);
  await client.count(1);
  const id = client.events[0]?.id ?? "";

  const other = follow(deck.port, "/api/events?session=nosuchsession", `Last-Event-ID: ${id}\r\n`);
  await other.count(1);

  expect(JSON.parse(other.events[0]?.data ?? "")).not.toHaveProperty("session");
});

test("a shutdown is said once", async () => {
  const { deck } = await opened();
  const client = follow(deck.port, "/api/events");
  await client.count(1);

  await deck.close();
  await client.closed;

  expect(client.events.filter(({ event }) => event === "bye")).toHaveLength(1);
});

/** More with VIBEDECK_CUTS=1000. */
const CUTS = Number(process.env["VIBEDECK_CUTS"] ?? 100);

test(`a reader who is cut off ${CUTS} times, by restarts too, while somebody writes gets everything once (225, 226)`, {
  timeout: 30_000,
}, async () => {
  const { home, deck, key } = await opened();
  const page = messagePage.parse((await ask(deck.port, "GET", `/api/sessions/${key}/messages`)).json());
  const writer = new Writer(home.file);
  const reader = new Reader(deck.port, key, page.to);
  let running = deck;

  for (let cut = 0; cut < CUTS; cut++) {
    if (cut % 50 === 49) {
      await running.close();
      running = await home.open({ port: deck.port });
    }
    const client = reader.connect(cut % 4 === 0 ? { cutAfter: 600 + random(3_000) } : {});
    writer.write(3);
    if (cut % 4 === 0)
      await Promise.race([client.closed, until(client, () => messagesOf(client).length > 0)]);
    if (cut % 4 === 1) await client.count(1);
    if (cut % 4 === 2) await until(client, () => messagesOf(client).length > 0);
    writer.write(3);
    client.socket.destroy();
    await reader.take(client);
  }
  writer.finish();
  const client = reader.connect();
  await until(client, () => reader.received.size + messagesOf(client).length >= writer.written);
  await reader.take(client);

  expect([...reader.received].map((id) => id.slice(0, 36))).toEqual(writer.ids);
  expect(reader.twice).toEqual([]);
});

/** Follows a session over as many connections as it takes, each after the last event of the one before. */
class Reader {
  /** Ids of messages, in order. */
  readonly received = new Set<string>();
  /** Ids that came again although the stream had said that it goes on. */
  readonly twice: string[] = [];
  readonly #key: string;
  readonly #port: number;
  readonly #from: string;
  #lastId = "";
  /** Byte up to which pages were fetched; the stream may tell again what lies before it. */
  #readTo = 0;

  constructor(port: number, key: string, from: string) {
    this.#port = port;
    this.#key = key;
    this.#from = from;
  }

  connect(options: StreamRequest = {}): SseClient {
    const path = `/api/events?session=${this.#key}&after=${this.#from}`;
    const headers = this.#lastId === "" ? "" : `Last-Event-ID: ${this.#lastId}\r\n`;
    const client = openStream(this.#port, { ...options, path, headers });
    onTestFinished(() => void client.socket.destroy());
    return client;
  }

  async take(client: SseClient): Promise<void> {
    for (const { id, event, data } of client.events) {
      this.#lastId = id ?? this.#lastId;
      if (event === "session-reset" || (event === "hello" && JSON.parse(data).session === "reset")) {
        await this.#readAgain();
      }
    }
    for (const { id, cursor } of messagesOf(client)) {
      if (offsetOf(cursor) < this.#readTo) continue;
      if (this.received.has(id)) this.twice.push(id);
      this.received.add(id);
    }
  }

  /** What a page does when it is told that its place means nothing any more. */
  async #readAgain(): Promise<void> {
    this.received.clear();
    for (let after = this.#from, atEnd = false; !atEnd; ) {
      const path = `/api/sessions/${this.#key}/messages?after=${after}&limit=500`;
      const page = messagePage.parse((await ask(this.#port, "GET", path)).json());
      for (const { id } of page.messages) this.received.add(id);
      after = page.to;
      atEnd = page.atEnd;
      this.#readTo = offsetOf(page.to);
    }
  }
}

function offsetOf(cursor: string | undefined): number {
  return parseCursor(cursor)?.offset ?? 0;
}

function random(below: number): number {
  return fc.sample(fc.nat(below), 1)[0] ?? 0;
}

/** Appends entries in pieces that end anywhere, also inside a character. */
class Writer {
  readonly #file: string;
  #rest = Buffer.alloc(0);
  readonly ids: string[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  get written(): number {
    return this.ids.length;
  }

  /** Writes so many entries, the last of them perhaps not to its end. */
  write(entries: number): void {
    const first = this.written + 1;
    const numbers = Array.from({ length: entries }, (_, index) => first + index);
    this.ids.push(...numbers.map(uuidOf));
    const lines = numbers.map((number) => `${prompt(number, `日本🎉 ${number}`)}\n`);
    const bytes = Buffer.concat([this.#rest, Buffer.from(lines.join(""))]);
    const cut = bytes.length - random(150);
    appendFileSync(this.#file, bytes.subarray(0, cut));
    this.#rest = Buffer.from(bytes.subarray(cut));
  }

  finish(): void {
    appendFileSync(this.#file, this.#rest);
    this.#rest = Buffer.alloc(0);
  }
}

function messagesOf(client: SseClient) {
  return client.events.flatMap(({ event, data }) => {
    const parsed = deckEvent.parse({ type: event, ...JSON.parse(data) });
    return parsed.type === "messages" ? parsed.messages : [];
  });
}

async function until(client: SseClient, done: () => boolean): Promise<void> {
  for (let events = 1; !done(); events++) await client.count(events);
}
