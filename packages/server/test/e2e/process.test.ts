import { once } from "node:events";
import { connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { SseClient } from "./sse-client.ts";
import { Home, prompt } from "./support/home.ts";
import { ServerProcess, serve } from "./support/server-process.ts";

const STREAMS = 50;

test("a second server on one state directory says so and exits 1", { timeout: 30_000 }, async () => {
  const home = new Home();
  await serve(home);

  const second = new ServerProcess(home);

  expect(await second.exited).toEqual({ code: 1, signal: null });
  expect(second.err).toMatch(/^Another VibeDeck is running on .+\.$/m);
  expect(second.err).toContain("STATE_IN_USE");
  expect(second.err).not.toMatch(/^\s+at /m);
});

test("a port in use is told in one sentence, with exit code 1 (240)", { timeout: 30_000 }, async () => {
  const home = new Home();
  const first = await serve(home);

  const second = new ServerProcess(home, { port: first.port, stateDir: `${home.base}/other` });

  expect(await second.exited).toEqual({ code: 1, signal: null });
  expect(second.err).toContain(`Port ${first.port} on 127.0.0.1 is already in use.`);
  expect(second.err).not.toMatch(/^\s+at /m);
});

test(`SIGTERM with ${STREAMS} streams and a slow request says bye and exits 0 within 10 s (233)`, {
  timeout: 30_000,
}, async () => {
  const home = new Home();
  home.append(1, prompt(1, "Hello"));
  const server = await serve(home);
  const streams = await openStreams(server);
  await slowRequest(server.port);

  const asked = performance.now();
  const exit = await server.kill("SIGTERM");

  expect(exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - asked).toBeLessThan(10_000);
  await Promise.all(streams.map(({ closed }) => closed));
  expect(streams.filter(({ events }) => events.at(-1)?.type === "bye")).toHaveLength(STREAMS);
});

test("a second SIGTERM exits at once (233)", { timeout: 30_000 }, async () => {
  const home = new Home();
  const server = await serve(home);
  const stream = new SseClient(server.port);
  await stream.until(() => stream.events.length > 0);
  await slowRequest(server.port);
  server.child.kill("SIGTERM");
  await stream.event(({ type }) => type === "bye");

  const asked = performance.now();
  const exit = await server.kill("SIGTERM");

  expect(exit).toEqual({ code: 143, signal: null });
  expect(performance.now() - asked).toBeLessThan(2_000);
});

test("a closed stdout and stderr do not end the server (242)", { timeout: 30_000 }, async () => {
  const home = new Home();
  const server = await serve(home, { env: { VIBEDECK_LOG_LEVEL: "debug" } });

  server.child.stdout?.destroy();
  server.child.stderr?.destroy();
  for (let request = 0; request < 5; request++) await server.ask("GET", "/api/sessions");

  expect((await server.ask("GET", "/healthz")).status).toBe(200);
});

test.each([
  ["whose reader left", []],
  ["that was never open", ["sh", "-c", 'exec "$@" >&- 2>&-', "sh"]],
])(
  "a stdout %s before the greeting does not keep the server from serving (242)",
  {
    timeout: 30_000,
  },
  async (_what, wrap) => {
    const home = new Home();
    const server = new ServerProcess(home, { port: await freePort(), wrap });
    server.child.stdout?.destroy();
    server.child.stderr?.destroy();

    const health = (): Promise<number> =>
      server.ask("GET", "/healthz").then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(health, { timeout: 15_000 }).toBe(200);

    expect(await server.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  },
);

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function openStreams(server: ServerProcess): Promise<SseClient[]> {
  const streams = Array.from({ length: STREAMS }, () => new SseClient(server.port));
  await Promise.all(streams.map((stream) => stream.until(() => stream.events.length > 0)));
  return streams;
}

/** Begins a request with a body that never comes. */
async function slowRequest(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  const head = "PATCH /api/sessions/abc HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
  socket.write(`${head}Content-Length: 100\r\n\r\n{`);
}
