import { createServer } from "node:http";
import { connect } from "node:net";
import { silentLogger } from "@vibedeck/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { deckAround } from "../../src/http/deck-around.ts";
import { createHttpServer } from "../../src/http/http-server.ts";
import { listen } from "../../src/http/listen.ts";
import { fakeEngine } from "./support/fake-engine.ts";
import { ask, raw, signIn, startServer } from "./support/server.ts";
import { openStream } from "./support/sse-client.ts";

function deck(options = {}): ReturnType<typeof deckAround> {
  return deckAround(fakeEngine(), {
    backends: [],
    logger: silentLogger,
    version: "1",
    ui: false,
    ...options,
  });
}

describe("binding", () => {
  test("says where it listens", async () => {
    const server = await startServer();

    expect(server.listening.url).toBe(`http://127.0.0.1:${server.port}/`);
    expect(server.port).toBeGreaterThan(0);
  });

  test("says which loopback a name meant (244)", async () => {
    const listening = await listen(deck(), { host: "localhost" });
    onTestFinished(() => listening.close());

    expect(listening.url).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):\d+\/$/);
  });

  test("explains a port in use in one sentence (240)", async () => {
    const { port } = await startServer();

    await expect(listen(deck(), { port })).rejects.toMatchObject({
      code: "LISTEN_FAILED",
      message: `Port ${port} on 127.0.0.1 is already in use.`,
      hint: "Stop the other program, or choose another port.",
    });
  });

  test.each([
    ["203.0.113.9", "This machine has no address 203.0.113.9."],
    ["no-such-host.invalid", 'There is no address for the host "no-such-host.invalid".'],
    ["", "The host to listen on is empty."],
  ])("explains the host %j in one sentence (240)", async (host, message) => {
    await expect(listen(deck({ authenticate: signIn }), { host })).rejects.toMatchObject({
      code: "LISTEN_FAILED",
      message,
    });
  });

  test("explains a number that is no port (240)", async () => {
    await expect(listen(deck(), { port: 70_000 })).rejects.toMatchObject({
      code: "LISTEN_FAILED",
      message: "70000 is not a port.",
    });
  });

  test.each(["0.0.0.0", "::", "0", "192.0.2.1"])(
    "refuses %s while nobody has to sign in (73)",
    async (host) => {
      await expect(listen(deck(), { host })).rejects.toMatchObject({ code: "LISTEN_REFUSED" });
    },
  );

  test("says what strangers could do: read, and run commands where sessions are driven (73)", async () => {
    const refusal = (options: object): Promise<string> =>
      listen(deck(options), { host: "0.0.0.0" }).then(
        () => "",
        (error: unknown) => String(error),
      );

    expect(await refusal({})).toContain("read all sessions and run commands on this machine");
    expect(await refusal({ readOnly: true })).toContain("read all sessions, because");
  });

  test("listens everywhere when people sign in, or when told to (73)", async () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (_fields: object, message: string) => warnings.push(message) };
    const signedIn = await listen(deck({ authenticate: signIn }), { host: "0.0.0.0", logger });
    const open = await listen(deck(), { host: "0.0.0.0", insecureNoAuth: true, logger });
    onTestFinished(async () => {
      await signedIn.close();
      await open.close();
    });

    expect(open.url).toBe(`http://127.0.0.1:${open.port}/`);
    expect(warnings).toHaveLength(1);
    // Also then a name has to be the real one.
    expect((await ask(open.port, "GET", "/healthz", { host: `0.0.0.0:${open.port}` })).status).toBe(421);
    expect((await ask(open.port, "GET", "/healthz")).status).toBe(200);
  });
});

describe("bad requests", () => {
  test("with too long headers end with 431 (83)", async () => {
    const { port, host } = await startServer();
    const many = Array.from({ length: 3_000 }, (_, index) => `X-${index}: a\r\n`).join("");

    const cookie = await raw(
      port,
      `GET / HTTP/1.1\r\nHost: ${host}\r\nCookie: ${"c".repeat(17_000)}\r\n\r\n`,
    );
    const headers = await raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\n${many}\r\n`);

    expect([cookie, headers].map((text) => text.slice(0, 12))).toEqual(["HTTP/1.1 431", "HTTP/1.1 431"]);
  });

  test("with two lengths end with 400 (83)", async () => {
    const { port, host } = await startServer();

    const text = await raw(
      port,
      `POST /api/x HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    );

    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("that never end are ended with 408 (83)", async () => {
    const timeouts = { headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 10 };
    const server = createHttpServer(() => {}, timeouts);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;

    const headers = await raw(port, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
    const body = await raw(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1");

    expect([headers, body].map((text) => text.slice(0, 12))).toEqual(["HTTP/1.1 408", "HTTP/1.1 408"]);
  });

  test("in a row are each answered (83)", async () => {
    const { port, host } = await startServer();
    const one = `GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const last = one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");

    const text = await raw(port, one.repeat(9) + last);

    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(10);
  });
});

describe("closing", () => {
  test("ends streams and idle connections at once (233)", async () => {
    const engine = fakeEngine();
    const running = deckAround(engine, { backends: [], logger: silentLogger, version: "1", ui: false });
    await running.start();
    const listening = await listen(running, { drainMs: 60_000 });
    const clients = Array.from({ length: 50 }, () => openStream(listening.port));
    await Promise.all(clients.map((client) => client.head));
    const idle = connect(listening.port, "127.0.0.1");
    const idleClosed = new Promise((resolve) => idle.on("close", resolve));
    idle.write(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${listening.port}\r\n\r\n`);
    await new Promise((resolve) => idle.once("data", resolve));

    await listening.close();

    await Promise.all(clients.map((client) => client.closed));
    await idleClosed;
    expect(new Set(clients.map((client) => client.events.at(-1)?.event))).toEqual(new Set(["bye"]));
    expect(engine.streams.every((stream) => stream.closed)).toBe(true);
    await expect(ask(listening.port, "GET", "/healthz")).rejects.toThrow("ECONNREFUSED");
  });

  test("cuts a request that does not end in time (233)", async () => {
    const server = await startServer({ drainMs: 50 });
    const socket = connect(server.port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => {});
    socket.write(
      `PATCH /api/sessions/x HTTP/1.1\r\nHost: ${server.host}\r\nContent-Type: application/json\r\n`,
    );
    socket.write("Content-Length: 100\r\nExpect: 100-continue\r\n\r\n{");
    await new Promise((resolve) => socket.once("data", resolve));

    await server.listening.close();

    await closed;
  });

  test("cuts a stream whose reader is behind (233)", async () => {
    const server = await startServer({ drainMs: 60_000 });
    const opened = new Promise<void>((resolve) => {
      server.engine.onStream = (stream) => {
        const text = "x".repeat(60_000);
        stream.push(
          ...Array.from({ length: 200 }, (_, id) => ({
            id: String(id),
            type: "session" as const,
            data: text,
          })),
        );
        resolve();
      };
    });
    const client = openStream(server.port, { paused: true });
    await opened;

    await server.listening.close();

    client.socket.destroy();
  });

  test("may be asked for twice", async () => {
    const server = await startServer();

    await Promise.all([server.listening.close(), server.listening.close()]);
  });
});

test("a deck works as the handler of somebody else's server, below a path of theirs", async () => {
  const engine = fakeEngine();
  const mounted = deckAround(engine, {
    backends: [],
    logger: silentLogger,
    version: "1",
    ui: false,
    basePath: "/deck",
  });
  await mounted.start();
  const host = createServer((request, response) => {
    if (request.url?.startsWith("/deck") === true) mounted.handler(request, response);
    else response.end("theirs");
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void host.close());
  const address = host.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;

  const theirs = await ask(port, "GET", "/");
  const ours = await ask(port, "GET", "/deck/api/sessions");

  expect(theirs.text).toBe("theirs");
  expect(ours.status).toBe(200);
  await mounted.stop();
});
