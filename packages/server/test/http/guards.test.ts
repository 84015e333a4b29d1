import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LOCAL_KEY } from "./support/fake-engine.ts";
import { ask, raw, signIn, startServer } from "./support/server.ts";

const JSON_TYPE = { "content-type": "application/json" };
const PATCHED = `/api/sessions/${LOCAL_KEY}`;
const BODY = '{"pinned":true}';

describe("changes", () => {
  test("refuses a form of another site before it reads the body (64)", async () => {
    const server = await startServer();

    const answer = await server.send(
      "PATCH",
      PATCHED,
      { "content-type": "text/plain", origin: "https://evil" },
      BODY,
    );

    expect([answer.status, answer.code]).toEqual([403, "FORBIDDEN_ORIGIN"]);
    expect(server.engine.calls).toEqual([]);
  });

  test("refuses a cookie that proves no origin where people sign in (65)", async () => {
    const server = await startServer({ authenticate: signIn });
    const headers = { ...JSON_TYPE, "x-user": "alice" };

    const riding = await server.send("PATCH", PATCHED, { ...headers, cookie: "sid=1" }, BODY);
    const token = await server.send(
      "PATCH",
      PATCHED,
      { ...headers, cookie: "sid=1", authorization: "Bearer x" },
      BODY,
    );
    const stream = await server.get("/api/events", { "x-user": "alice", cookie: "sid=1" });

    expect([riding.status, stream.status]).toEqual([403, 403]);
    expect(token.status).toBe(404);
  });

  test("takes a change from a program on this machine where nobody signs in (65)", async () => {
    const server = await startServer();

    const answer = await server.send("PATCH", PATCHED, JSON_TYPE, BODY);

    expect(answer.status).toBe(200);
  });

  test.each([
    ["null (66)", { origin: "null" }],
    ["another port (67)", { origin: "http://127.0.0.1:1" }],
    ["another scheme (67)", { origin: "https://127.0.0.1:PORT" }],
    ["same-site (67)", { "sec-fetch-site": "same-site" }],
    ["cross-site (64)", { "sec-fetch-site": "cross-site" }],
    ["cross-site with our origin (64)", { "sec-fetch-site": "cross-site", origin: "http://127.0.0.1:PORT" }],
    ["none for a change (67)", { "sec-fetch-site": "none" }],
    ["nonsense", { "sec-fetch-site": "same-origin, same-origin" }],
  ])("refuses the origin %s", async (_name, headers) => {
    const server = await startServer();
    const real = JSON.parse(JSON.stringify(headers).replace("PORT", String(server.port)));

    const answer = await server.send("PATCH", PATCHED, { ...JSON_TYPE, ...real }, BODY);

    expect([answer.status, answer.code]).toEqual([403, "FORBIDDEN_ORIGIN"]);
  });

  test("takes a change from its own page", async () => {
    const server = await startServer();
    const own = [
      { "sec-fetch-site": "same-origin" },
      { origin: `http://127.0.0.1:${server.port}` },
      { origin: `http://localhost:${server.port}` },
    ];

    const answers = await Promise.all(
      own.map((headers) => server.send("PATCH", PATCHED, { ...JSON_TYPE, ...headers }, BODY)),
    );

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  });

  test("takes its public URL as an origin", async () => {
    const server = await startServer({ publicUrl: "https://deck.example" });
    const headers = { ...JSON_TYPE, host: "deck.example" };

    const own = await server.send("PATCH", PATCHED, { ...headers, origin: "https://deck.example" }, BODY);
    const plain = await server.send("PATCH", PATCHED, { ...headers, origin: "http://deck.example" }, BODY);

    expect([own.status, plain.status]).toEqual([200, 403]);
  });
});

describe("reading from other sites", () => {
  test("refuses a stream that another site opens (76)", async () => {
    const server = await startServer();

    const answers = await Promise.all([
      server.get("/api/events", { "sec-fetch-site": "cross-site", origin: "http://evil" }),
      server.get("/api/events", { origin: "http://evil" }),
      server.get("/api/events", { "sec-fetch-site": "same-site" }),
    ]);

    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403]);
    expect(server.engine.streams).toEqual([]);
  });

  test("refuses API reads that another site makes, and lets a typed address read", async () => {
    const server = await startServer();

    const foreign = await server.get("/api/sessions", { "sec-fetch-site": "cross-site" });
    const typed = await server.get("/api/sessions", { "sec-fetch-site": "none" });

    expect([foreign.status, typed.status]).toEqual([403, 200]);
  });

  test("grants nothing to a preflight (70)", async () => {
    const server = await startServer();
    const headers = { origin: "https://evil", "access-control-request-method": "PATCH" };

    const answers = await Promise.all(
      [PATCHED, "/api/sessions", "/api/events", "/", "/nothing"].map((path) =>
        server.send("OPTIONS", path, headers),
      ),
    );

    for (const answer of answers) {
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("does not depend on a CORS package (70)", () => {
    const lock = readFileSync(new URL("../../../../package-lock.json", import.meta.url), "utf8");

    expect(lock).not.toContain("@koa/cors");
  });
});

describe("the host", () => {
  const paths = [
    "/",
    "/s/abc",
    "/assets/app.js",
    "/api/sessions",
    "/api/events",
    "/healthz",
    "/nothing",
    "/a%2fb",
  ];

  test.each(paths)("refuses a name that was rebound to this machine at %s (71)", async (path) => {
    const server = await startServer({ ui: true });
    const host = `evil.example:${server.port}`;

    const answer = await server.get(path, {
      host,
      origin: `http://${host}`,
      "sec-fetch-site": "same-origin",
    });

    expect([answer.status, answer.code]).toEqual([421, "FORBIDDEN_HOST"]);
  });

  test("refuses the address of all interfaces (74)", async () => {
    const server = await startServer();

    const answer = await server.get("/", { host: `0.0.0.0:${server.port}` });

    expect(answer.status).toBe(421);
  });

  test.each([
    "127.0.0.1",
    "localhost",
    "127.0.0.1:1",
    "127.0.0.1.evil.com:PORT",
    "localhost.evil.com:PORT",
    "localhost.:PORT",
    "LOCALHOST:PORT",
    "0.0.0.0:PORT",
    "127.1:PORT",
    "2130706433:PORT",
    "[::1]:PORT",
    "[::ffff:127.0.0.1]:PORT",
    "a b",
    "x@127.0.0.1:PORT",
    "127.0.0.1:PORT@evil.com",
    "evil.com:fake@127.0.0.1:PORT",
    "127.0.0.1:PORT, evil.com",
    "127.0.0.1:0PORT",
    "",
  ])("refuses the host spelling %j (72)", async (spelling) => {
    const { port } = await startServer();
    const host = spelling.replace("PORT", String(port));

    const text = await raw(port, `GET /api/me HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);

    expect(text).toMatch(/^HTTP\/1\.1 4(21|00) /);
  });

  test("refuses two host headers, and none (72)", async () => {
    const { port } = await startServer();
    const right = `Host: 127.0.0.1:${port}\r\n`;

    const two = await raw(port, `GET /api/me HTTP/1.1\r\n${right}Host: evil\r\nConnection: close\r\n\r\n`);
    const twice = await raw(port, `GET /api/me HTTP/1.1\r\n${right}${right}Connection: close\r\n\r\n`);
    const none = await raw(port, "GET /api/me HTTP/1.1\r\nConnection: close\r\n\r\n");
    const old = await raw(port, "GET /api/me HTTP/1.0\r\n\r\n");

    expect([two, twice, none, old].map((text) => text.slice(9, 12))).toEqual(["421", "421", "400", "421"]);
  });

  test("serves the address it is bound to, localhost, and what is allowed", async () => {
    const server = await startServer({ allowedHosts: ["Deck.lan:8080"] });
    const hosts = [`127.0.0.1:${server.port}`, `localhost:${server.port}`, "deck.lan:8080", "deck.lan"];

    const answers = await Promise.all(hosts.map((host) => server.get("/api/me", { host })));

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 421]);
  });

  test.each(["*", "*.example", "http://x", "a/b", "a b", ""])(
    "refuses to be configured with the host %j",
    async (host) => {
      await expect(startServer({ allowedHosts: [host] })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    },
  );

  test("believes no forwarding header (79)", async () => {
    const server = await startServer();
    const headers = {
      "x-forwarded-host": `127.0.0.1:${server.port}`,
      "x-forwarded-proto": "https",
      "x-forwarded-for": "6.6.6.6",
      forwarded: `host=127.0.0.1:${server.port}`,
    };

    const evil = await server.get("/api/me", { ...headers, host: "evil" });
    const scheme = await server.send(
      "PATCH",
      PATCHED,
      { ...JSON_TYPE, ...headers, origin: `https://127.0.0.1:${server.port}` },
      BODY,
    );

    expect([evil.status, scheme.status]).toEqual([421, 403]);
  });
});

describe("upgrades and paths", () => {
  test("destroys a socket that wants to become a WebSocket (77)", async () => {
    const { port, engine } = await startServer();
    const upgrade = (path: string): string =>
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    const answers = await Promise.all(
      ["/", "/api/events", "/ws/terminal"].map((path) => raw(port, upgrade(path))),
    );

    expect(answers).toEqual(["", "", ""]);
    expect(engine.calls).toEqual([]);
  });

  test.each([
    "//api/me",
    "/./api/me",
    "/x/../api/me",
    "/api%2fme",
    "/API/me",
    "/api/Me",
    "/api/me/",
    "/api/me;a=b",
    "/%61pi/me",
    "/api/me#y",
    "/api\\me",
    "/api/sessions/%61",
    "/api/me%00",
    "http://127.0.0.1/api/me",
    "*",
  ])("does not know the path %s (81)", async (path) => {
    const { port, engine } = await startServer();

    const text = await raw(
      port,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
    );

    expect(text).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(engine.calls).toEqual([]);
  });

  test.each(["//api/me", "/API/me", "/api/nothing", "/api/me/"])(
    "asks for a sign-in or says nothing at %s (81)",
    async (path) => {
      const server = await startServer({ authenticate: signIn });

      const answer = await server.get(path);

      expect([401, 404]).toContain(answer.status);
      expect(server.engine.calls).toEqual([]);
    },
  );
});

describe("the base path (82)", () => {
  test("serves below it, also when a proxy took it off, and nothing beside it", async () => {
    const server = await startServer({ publicUrl: "https://x.example/vd" });
    const statuses = async (...paths: string[]): Promise<number[]> =>
      Promise.all(paths.map(async (path) => (await server.get(path)).status));

    expect(
      await statuses("/vd/api/me", "/api/me", "/vdx", "/vdx/api/me", "/vd//api/me", "/vd/vd/api/me"),
    ).toEqual([200, 200, 404, 404, 404, 404]);
  });

  test("leads from the path without a slash to the one with", async () => {
    const server = await startServer({ basePath: "/vd" });

    const answer = await server.get("/vd");

    expect([answer.status, answer.headers.location]).toEqual([308, "/vd/"]);
    expect(server.listening.url).toBe(`http://127.0.0.1:${server.port}/vd/`);
  });

  test.each(["vd", "/a/../b", "/a b", "//x", "/a;b"])("refuses the base path %j", async (basePath) => {
    await expect(startServer({ basePath })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  test.each(["x", "ftp://x", "https://a:b@x", "https://x/?q", "javascript:alert(1)"])(
    "refuses the public URL %j",
    async (publicUrl) => {
      await expect(startServer({ publicUrl })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    },
  );
});

describe("sign-in", () => {
  test("answers 401 as JSON, without touching a session", async () => {
    const server = await startServer({ authenticate: signIn });

    const answer = await server.get("/api/sessions");

    expect([answer.status, answer.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(server.engine.calls).toEqual([]);
  });

  test("answers 503 before the start and health all the while", async () => {
    const server = await startServer();
    server.deck.endStreams();

    const answers = await Promise.all(
      ["/api/me", "/healthz", "/readyz"].map((path) => ask(server.port, "GET", path)),
    );

    expect(answers.map((answer) => answer.status)).toEqual([503, 200, 503]);
    expect(answers[0]?.headers["retry-after"]).toBe("2");
  });
});
