import { type StreamItem, silentLogger } from "@vibedeck/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { deadPeers } from "../../src/http/sse/dead-peers.ts";
import { STREAM_LIMITS } from "../../src/http/sse/stream-writer.ts";
import type { FakeStream } from "./support/fake-engine.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { openStream, type SseClient } from "./support/sse-client.ts";

const LIMITS = STREAM_LIMITS;

function item(id: number, data: object = { n: id }): StreamItem {
  return { id: String(id), type: "session", data: JSON.stringify(data) };
}

/** Opens a stream and waits until the engine has it. */
async function follow(
  server: TestServer,
  options: Parameters<typeof openStream>[1] = {},
): Promise<{ client: SseClient; source: FakeStream }> {
  const opened = new Promise<FakeStream>((resolve) => {
    server.engine.onStream = resolve;
  });
  const client = openStream(server.port, options);
  onTestFinished(() => void client.socket.destroy());
  return { client, source: await opened };
}

describe("a stream", () => {
  test("begins with headers that keep proxies from holding it back (230)", async () => {
    const server = await startServer();

    const { client } = await follow(server, { headers: "Accept-Encoding: gzip, br\r\n" });

    const head = await client.head;
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).toMatch(/\r\nContent-Type: text\/event-stream; charset=utf-8/i);
    expect(head).toMatch(/\r\nCache-Control: no-store, no-transform\r\n/i);
    expect(head).toMatch(/\r\nX-Accel-Buffering: no\r\n/i);
    expect(head).toMatch(/\r\nContent-Security-Policy: default-src 'none'/i);
    expect(head).not.toMatch(/content-encoding/i);
  });

  test("hands events on in order, whatever is in them (166)", async () => {
    const server = await startServer();
    const { client, source } = await follow(server);
    const nasty = { text: '\n\ndata: {"evil":1}\r\nid: 9\n\u2028 日本🎉 \u0000' };

    source.push(item(1), item(2, nasty));
    source.push(item(3));
    await client.count(3);

    expect(client.events).toMatchObject([
      { id: "1", event: "session", data: '{"n":1}' },
      { id: "2", event: "session" },
      { id: "3", event: "session" },
    ]);
    expect(JSON.parse(client.events[1]?.data ?? "")).toEqual(nasty);
  });

  test("cannot be broken by a source that forgets to keep data on one line (166)", async () => {
    const server = await startServer();
    const { client, source } = await follow(server);

    source.push({ id: "1\n\nid: 5", type: "session", data: '{"a":\n\n"b",\r"event":"bye"}' }, item(2));
    await client.count(2);

    expect(client.events.map((event) => event.event)).toEqual(["session", "session"]);
    expect(JSON.parse(client.events[0]?.data ?? "")).toBeTypeOf("object");
  });

  test("tells clients to come back at different times (229)", async () => {
    const server = await startServer();

    const clients = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const client = openStream(server.port);
        onTestFinished(() => void client.socket.destroy());
        await client.head;
        return client;
      }),
    );
    server.deck.endStreams();
    await Promise.all(clients.map((client) => client.count(1)));

    const times = clients.map((client) => client.retry ?? 0);
    expect(new Set(times).size).toBeGreaterThan(5);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...times)).toBeLessThanOrEqual(4_000);
  });

  test("says that it is alive while nothing happens (230)", async () => {
    const server = await startServer({ streamLimits: { ...LIMITS, heartbeatMs: 20 } });
    const { client } = await follow(server);

    await client.commented(3);

    expect(client.events).toEqual([]);
  });

  test("is given back to the engine when the reader leaves (232)", async () => {
    const server = await startServer();
    const { client, source } = await follow(server);
    await client.head;
    const closed = new Promise<void>((resolve) => {
      source.close = () => resolve();
    });

    client.socket.destroy();

    await closed;
  });

  test("goes on from the last id, and the header beats the address (225)", async () => {
    const server = await startServer();
    const path = "/api/events?session=abc&lastEventId=old&after=AAAA.5";

    await follow(server, { path, headers: "Last-Event-ID: new\r\n" });
    await follow(server, { path });
    await follow(server, { path: "/api/events" });

    expect(server.engine.streams.map((stream) => stream.options)).toEqual([
      { session: "abc", after: "AAAA.5", lastEventId: "new" },
      { session: "abc", after: "AAAA.5", lastEventId: "old" },
      {},
    ]);
  });

  test.each(["x".repeat(10_000), "-1", "%00", "../..", "{}"])(
    "begins anew for a last id that is nonsense (225)",
    async (id) => {
      const server = await startServer();

      const { client } = await follow(server, { headers: `Last-Event-ID: ${id}\r\n` });

      expect(await client.head).toMatch(/^HTTP\/1\.1 200 /);
      expect([undefined, id]).toContain(server.engine.streams[0]?.options.lastEventId);
    },
  );

  test("is refused over the limit and once the server stops", async () => {
    const server = await startServer();
    server.deck.endStreams();

    const answer = await server.get("/api/events");

    expect([answer.status, answer.code]).toEqual([503, "UNAVAILABLE"]);
  });

  test("says goodbye and ends when the server stops (233)", async () => {
    const server = await startServer();
    const { client, source } = await follow(server);
    source.push(item(1));
    await client.count(1);

    server.deck.endStreams();
    await client.count(2);

    expect(client.events[1]).toMatchObject({ event: "bye" });
    const { retryMs } = JSON.parse(client.events[1]?.data ?? "{}");
    expect(retryMs).toBe(client.retry);
    expect(source.closed).toBe(true);
  });
});

describe("a slow reader", () => {
  test("that never reads costs less than 2 MB and is cut (227)", async () => {
    const server = await startServer({ streamLimits: { ...LIMITS, stallMs: 200 } });
    const { client, source } = await follow(server, { paused: true });
    const event = { text: "x".repeat(60_000) };
    const before = process.memoryUsage();
    const closed = new Promise<void>((resolve) => {
      source.close = () => resolve();
    });

    // 30 MB for a reader who takes none of it; one string, as the engine shares one among all readers.
    const shared = item(0, event);
    source.push(...Array.from({ length: 500 }, (_, id) => ({ ...shared, id: String(id) })));
    const growth = process.memoryUsage().external - before.external;
    await closed;

    // What the kernel took is the kernel's; the rest was never taken from the source.
    expect(source.taken * 60_000).toBeLessThan(8_000_000);
    expect(growth).toBeLessThan(2_000_000);
    client.socket.destroy();
  });

  test("gets everything as fast as it reads, and nothing twice (227)", async () => {
    const server = await startServer();
    const { client, source } = await follow(server, {});
    client.socket.pause();
    source.push(...Array.from({ length: 200 }, (_, id) => item(id, { text: "y".repeat(60_000) })));
    const held = source.taken;

    client.socket.resume();
    await client.count(200);

    expect(held).toBeLessThan(200);
    expect(client.events.map((event) => event.id)).toEqual(
      Array.from({ length: 200 }, (_, id) => String(id)),
    );
  });

  test("does not hold up the others", async () => {
    const server = await startServer();
    const slow = await follow(server, { paused: true });
    const quick = await follow(server);
    slow.source.push(...Array.from({ length: 200 }, (_, id) => item(id, { text: "z".repeat(60_000) })));

    quick.source.push(item(1));
    await quick.client.count(1);

    expect(slow.source.taken).toBeLessThan(200);
  });
});

describe("many readers (228)", () => {
  test("all get all events", async () => {
    const readers = 200;
    const server = await startServer();
    const clients = Array.from({ length: readers }, () => openStream(server.port));
    onTestFinished(() => {
      for (const client of clients) client.socket.destroy();
    });
    await Promise.all(clients.map((client) => client.head));

    for (let id = 0; id < 20; id++) {
      for (const source of server.engine.streams) source.push(item(id, { text: "x".repeat(1_000) }));
    }
    await Promise.all(clients.map((client) => client.count(20)));

    expect(server.engine.streams).toHaveLength(readers);
    for (const client of clients) expect(client.events).toHaveLength(20);
  });
});

describe("readers who vanished (232)", () => {
  const line = (local: string, remote: string, retransmissions: string): string =>
    `   1: ${local} ${remote} 01 00000200:00000000 01:0000001A ${retransmissions}     0        0 12345 2 0000 204 40 0 10 -1`;

  test("are those whose connection went unacknowledged for long", async () => {
    const tcp = ["  sl  local_address rem_address", line("0100007F:1F90", "0100007F:C001", "00000006")].join(
      "\n",
    );
    const tcp6 = [
      line("00000000000000000000000001000000:1F90", "00000000000000000000000001000000:C002", "0000000A"),
      line("0100007F:1F90", "0100007F:C003", "00000005"),
      "garbage",
      "",
    ].join("\n");

    const dead = await deadPeers(async (path) => (path.endsWith("6") ? tcp6 : tcp));

    expect([...dead]).toEqual(["8080:49153", "8080:49154"]);
  });

  test("are not known where the system does not tell", async () => {
    const dead = await deadPeers(() => Promise.reject(new Error("ENOENT")));

    expect(dead.size).toBe(0);
  });

  test("are not those who are there", async () => {
    const server = await startServer({ logger: silentLogger });
    const { client } = await follow(server);
    await client.head;

    const dead = await deadPeers();

    expect(dead.has(`${server.port}:${client.socket.localPort}`)).toBe(false);
  });
});
