import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { silentLogger, VibeDeckError } from "@vibedeck/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { MAX_BODY } from "../../src/http/body.ts";
import { errorBody } from "../../src/http/schemas/server.ts";
import { allRoutes, callRoute, goodStatus, nameOf } from "./support/call-route.ts";
import { ALICE_KEY, BOB_KEY, CURSOR, LOCAL_KEY } from "./support/fake-engine.ts";
import { type Answer, raw, signIn, startServer } from "./support/server.ts";

const JSON_TYPE = { "content-type": "application/json" };
const UNKNOWN_KEY = "unknownkey000000000000";

const KEYED = allRoutes().filter((route) => route.path.includes(":key"));
const JSON_GETS = allRoutes().filter(
  (route) => route.method === "GET" && route.answer !== undefined && route.admin !== true,
);

describe("whose sessions", () => {
  test("has routes to try", () => {
    expect(KEYED.map(nameOf)).toEqual([
      "GET /api/sessions/:key",
      "PATCH /api/sessions/:key",
      "GET /api/sessions/:key/messages",
      "GET /api/sessions/:key/raw",
      "GET /api/sessions/:key/images/:cursor/:index",
      "POST /api/sessions/:key/messages",
      "POST /api/sessions/:key/fork",
      "POST /api/sessions/:key/interrupt",
      "PATCH /api/sessions/:key/settings",
      "GET /api/sessions/:key/drive",
      "GET /api/sessions/:key/sends/:id",
      "PATCH /api/sessions/:key/sends/:id",
      "DELETE /api/sessions/:key/sends/:id",
      "GET /api/sessions/:key/agent",
      "GET /api/sessions/:key/files",
    ]);
  });

  test.each(KEYED.map((route) => [nameOf(route), route] as const))(
    "answers the same for somebody else's session as for none: %s (87)",
    async (_name, route) => {
      const server = await startServer({ authenticate: signIn });
      const alice = { "x-user": "alice" };
      const comparable = ({ status, headers, text }: Answer): unknown => {
        const { date: _date, "x-request-id": _id, ...rest } = headers;
        return { status, text, headers: rest };
      };

      const foreign = await callRoute(server, route, BOB_KEY, alice);
      const unknown = await callRoute(server, route, UNKNOWN_KEY, alice);
      const own = await callRoute(server, route, ALICE_KEY, alice);
      const anonymous = await callRoute(server, route, ALICE_KEY);

      expect(foreign.status).toBe(404);
      expect(comparable(foreign)).toEqual(comparable(unknown));
      expect(own.status).toBe(goodStatus(route));
      expect(anonymous.status).toBe(401);
    },
  );

  test("opens the same stream for somebody else's session as for none (87)", async () => {
    const server = await startServer({ authenticate: signIn });
    server.engine.onStream = () => queueMicrotask(() => server.deck.endStreams());

    const foreign = await server.get(`/api/events?session=${BOB_KEY}`, {
      "x-user": "alice",
      authorization: "x",
    });

    expect(foreign.status).toBe(200);
    expect(server.engine.streams[0]?.scope).toEqual({
      principal: { kind: "user", id: "alice", admin: false },
    });
  });

  test("shows everybody's sessions to an admin who asks, and to nobody else", async () => {
    const server = await startServer({ authenticate: signIn });
    const total = async (user: string, query: string): Promise<unknown> => {
      const answer = await server.get(`/api/sessions${query}`, { "x-user": user });
      return z.object({ total: z.number() }).parse(answer.json()).total;
    };

    const totals = [await total("admin", "?all=1"), await total("admin", ""), await total("alice", "?all=1")];

    expect(totals).toEqual([3, 0, 1]);
  });
});

describe("answers", () => {
  test.each(JSON_GETS.map((route) => [route.path, route] as const))(
    "are as described at %s",
    async (_path, route) => {
      const server = await startServer();

      const answer = await callRoute(server, route, LOCAL_KEY);

      expect(answer.status).toBe(200);
      expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
      expect(route.answer?.safeParse(answer.json())).toMatchObject({ success: true });
    },
  );

  test("never change anything on a GET (69)", async () => {
    const server = await startServer();
    const gets = allRoutes().filter((route) => route.method === "GET" && route.path !== "/api/events");

    for (const route of gets) await callRoute(server, route, LOCAL_KEY);

    const looking = ["drive.state", "drive.sent", "drive.approvals", "drive.info", "drive.infoIn"];
    const listing = ["drive.list", "drive.listIn"];
    const reading = ["sessions", "session", "messages", "raw", "image", ...looking, ...listing];
    expect(server.engine.calls.map(({ method }) => method).sort()).toEqual(reading.sort());
  });

  test("have few doors for changes (69)", () => {
    const changing = allRoutes().filter((route) => route.method !== "GET");

    expect(changing.map(nameOf)).toEqual([
      "POST /auth/logout",
      "POST /api/users/:user/revoke",
      "POST /api/users/:user/block",
      "POST /api/sandboxes/:backend/:user/stop",
      "PATCH /api/sessions/:key",
      "POST /api/sessions",
      "POST /api/sessions/:key/messages",
      "POST /api/sessions/:key/fork",
      "POST /api/sessions/:key/interrupt",
      "PATCH /api/sessions/:key/settings",
      "PATCH /api/sessions/:key/sends/:id",
      "DELETE /api/sessions/:key/sends/:id",
      "POST /api/approvals/:id",
    ]);
  });

  test("say who asks and what this server is", async () => {
    const open = await startServer();
    const closed = await startServer({ authenticate: signIn });

    expect((await open.get("/api/me")).json()).toEqual({
      principal: { kind: "local", id: "local", name: "You" },
      auth: false,
      canSignOut: false,
      version: "9.9.9",
      readOnly: false,
    });
    expect((await closed.get("/api/me", { "x-user": "alice" })).json()).toMatchObject({ auth: true });
  });

  test("tell strangers nothing of versions and names (257)", async () => {
    const server = await startServer({ authenticate: signIn });
    server.engine.ready = false;

    const health = await server.get("/healthz");
    const ready = await server.get("/readyz");

    expect([health.text, ready.text]).toEqual(['{"ok":true}', '{"ok":false}']);
    expect([health.status, ready.status]).toEqual([200, 503]);
    expect(Object.keys(health.headers)).not.toContain("server");
    expect(Object.keys(health.headers)).not.toContain("x-powered-by");
  });

  test("allow only the methods there are", async () => {
    const server = await startServer();

    const post = await server.send("POST", "/api/me", JSON_TYPE, "{}");
    const remove = await server.send("DELETE", `/api/sessions/${LOCAL_KEY}`);
    const head = await server.send("HEAD", "/api/events");

    expect([post.status, post.code, post.headers.allow]).toEqual([405, "NOT_SUPPORTED", "HEAD, GET"]);
    expect(remove.status).toBe(405);
    expect(head.status).toBe(405);
    expect(server.engine.streams).toEqual([]);
  });

  test("are compressed when they are pages of text, and only then", async () => {
    const server = await startServer();
    server.engine.title = "long ".repeat(2_000);
    server.engine.image = { mediaType: "image/png", data: new Uint8Array(5_000) };

    const gzip = await server.get("/api/sessions", { "accept-encoding": "gzip" });
    const brotli = await server.get("/api/sessions", { "accept-encoding": "gzip, br" });
    const plain = await server.get("/api/sessions");
    const small = await server.get("/api/me", { "accept-encoding": "gzip" });
    const image = await server.get(`/api/sessions/${LOCAL_KEY}/images/${CURSOR}/0`, {
      "accept-encoding": "gzip",
    });

    expect(gunzipSync(gzip.bytes).toString()).toBe(plain.text);
    expect(brotliDecompressSync(brotli.bytes).toString()).toBe(plain.text);
    expect(gzip.bytes.length).toBeLessThan(plain.bytes.length / 10);
    expect([plain, small, image].map((answer) => answer.headers["content-encoding"])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("headers", () => {
  test.each(["/", "/api/me", "/api/nothing", "/healthz", "/nothing"])(
    "protect the page and its data at %s (78, 157, 164)",
    async (path) => {
      const server = await startServer();

      const { headers } = await server.get(path);

      expect(headers["content-security-policy"]).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
          "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
          "require-trusted-types-for 'script'; trusted-types lit-html dompurify",
      );
      expect(headers).toMatchObject({
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-dns-prefetch-control": "off",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      });
    },
  );

  test("protect refused requests as well", async () => {
    const server = await startServer();

    const { headers } = await server.get("/", { host: "evil" });

    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });

  test("keep all sessions out of caches (86)", async () => {
    const server = await startServer();

    const answers = await Promise.all(JSON_GETS.map((route) => callRoute(server, route, LOCAL_KEY)));

    expect(new Set(answers.map((answer) => answer.headers["cache-control"]))).toEqual(new Set(["no-store"]));
  });

  test("name every request, and never as the client says", async () => {
    const server = await startServer();

    const answers = await Promise.all([1, 2].map(() => server.get("/api/me", { "x-request-id": "mine" })));

    const ids = answers.map((answer) => answer.headers["x-request-id"]);
    expect(new Set([...ids, "mine"]).size).toBe(3);
  });
});

describe("images", () => {
  test("are inert, named by us and cached by nobody between (170)", async () => {
    const server = await startServer();

    const answer = await server.get(`/api/sessions/${LOCAL_KEY}/images/${CURSOR}/3`);

    expect([...answer.bytes]).toEqual([1, 2, 3]);
    expect(answer.headers).toMatchObject({
      "content-type": "image/png",
      "content-disposition": 'inline; filename="image-3.png"',
      "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=31536000, immutable",
    });
  });

  test.each(["text/html", "image/svg+xml", 'image/png"\r\nX: y', ""])(
    "of the kind %j are not served (170)",
    async (mediaType) => {
      const server = await startServer();
      server.engine.image = { mediaType, data: new Uint8Array([60]) };

      const answer = await server.get(`/api/sessions/${LOCAL_KEY}/images/${CURSOR}/0`);

      expect([answer.status, answer.headers["content-disposition"]]).toEqual([404, undefined]);
    },
  );

  test.each([`${CURSOR}/-1`, `${CURSOR}/x`, `${CURSOR}/99999`, "nonsense/0", ".0/0", "..%2f/0"])(
    "are not at %s",
    async (place) => {
      const server = await startServer();

      const answer = await server.get(`/api/sessions/${LOCAL_KEY}/images/${place}`);

      expect(answer.status).toBe(404);
      expect(server.engine.calls).toEqual([]);
    },
  );
});

describe("queries", () => {
  test("reach the view in its own types", async () => {
    const server = await startServer();

    await server.get(
      `/api/sessions?project=p&q=a%20b&status=waiting&archived=false&parent=${LOCAL_KEY}&cursor=c&limit=5`,
    );
    await server.get(`/api/sessions/${LOCAL_KEY}/messages?around=${CURSOR}&limit=500&full=1`);

    expect(server.engine.calls).toEqual([
      {
        method: "sessions",
        args: [
          {
            project: "p",
            q: "a b",
            status: "waiting",
            archived: false,
            parent: LOCAL_KEY,
            cursor: "c",
            limit: 5,
          },
        ],
      },
      { method: "messages", args: [LOCAL_KEY, { around: CURSOR, limit: 500, full: true }] },
    ]);
  });

  test.each([
    ["/api/sessions?limit=0", "limit"],
    ["/api/sessions?limit=1001", "limit"],
    ["/api/sessions?limit=-1", "limit"],
    ["/api/sessions?limit=1e2", "limit"],
    ["/api/sessions?limit=", "limit"],
    ["/api/sessions?limit=5&limit=6", "limit"],
    ["/api/sessions?status=busy", "status"],
    ["/api/sessions?archived=maybe", "archived"],
    ["/api/sessions?parent=../x", "parent"],
    ["/api/sessions?cursor=", "cursor"],
    [`/api/sessions?q=${"x".repeat(501)}`, "q"],
    ["/api/sessions?serch=x", "serch"],
    ["/api/sessions?__proto__=x", "__proto__"],
    [`/api/sessions/${LOCAL_KEY}/messages?before=x`, "before"],
    [`/api/sessions/${LOCAL_KEY}/messages?after=AAAA.-1`, "after"],
    [`/api/sessions/${LOCAL_KEY}/messages?around=AAAA.9999999999999999`, "around"],
    [`/api/sessions/${LOCAL_KEY}/messages?limit=501`, "limit"],
    [`/api/sessions/${LOCAL_KEY}/messages?before=${CURSOR}&after=${CURSOR}`, "only one"],
    [`/api/sessions/${LOCAL_KEY}/raw`, "at"],
    [`/api/sessions/${LOCAL_KEY}/raw?at=x`, "at"],
    ["/api/events?session=a/b", "session"],
    ["/api/events?after=x", "after"],
  ])("are refused with a word about it: %s", async (path, word) => {
    const server = await startServer();

    const answer = await server.get(path);

    expect([answer.status, answer.code]).toEqual([400, "BAD_REQUEST"]);
    expect(answer.text).toContain(word);
    expect(server.engine.calls).toEqual([]);
  });

  test("of any kind get an answer, never a failure", async () => {
    const server = await startServer();
    const word = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("limit", "cursor", "__proto__", "1", CURSOR),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(word, word), { maxLength: 4 }), async (pairs) => {
        const query = pairs
          .map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join("="))
          .join("&");
        const answer = await server.get(`/api/sessions?${query}`);
        expect([200, 400]).toContain(answer.status);
      }),
      { numRuns: 50 },
    );
  });
});

describe("bodies", () => {
  const path = `/api/sessions/${LOCAL_KEY}`;

  test.each([
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/json; charset=utf-7",
    "application/json; charset=utf-8; x=y",
    "application/csp-report",
    "application/jsonp",
    "",
  ])("of the type %j are refused (68)", async (type) => {
    const server = await startServer();

    const answer = await server.send("PATCH", path, { "content-type": type }, "{}");

    expect([answer.status, answer.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  test("without a type are refused (68)", async () => {
    const server = await startServer();

    const answer = await server.send("PATCH", path, {}, "{}");

    expect(answer.status).toBe(415);
  });

  test.each(["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])(
    "of the type %s are read",
    async (type) => {
      const server = await startServer();

      const answer = await server.send("PATCH", path, { "content-type": type }, '{"title":"Ünïcode"}');

      expect([answer.status, server.engine.calls[0]?.args[1]]).toEqual([200, { title: "Ünïcode" }]);
    },
  );

  test("that say to be too long are refused before they are read (84)", async () => {
    const server = await startServer();
    const head =
      `PATCH ${path} HTTP/1.1\r\nHost: ${server.host}\r\nContent-Type: application/json\r\n` +
      "Content-Length: 1073741824\r\n\r\n{";

    const text = await raw(server.port, head);

    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toMatch(/\r\nConnection: close\r\n/i);
  });

  test("that turn out too long are refused where the limit is (84)", async () => {
    const server = await startServer();
    const chunk = `40000\r\n${" ".repeat(0x40000)}\r\n`;
    const head =
      `PATCH ${path} HTTP/1.1\r\nHost: ${server.host}\r\nContent-Type: application/json\r\n` +
      "Transfer-Encoding: chunked\r\n\r\n";

    // Four chunks are at the limit, the fifth is beyond, and the end never comes.
    const text = await raw(server.port, head + chunk.repeat(5));

    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("of just the largest size are read", async () => {
    const server = await startServer();
    const body = '{"pinned":true}'.padEnd(MAX_BODY);

    const fits = await server.send("PATCH", path, JSON_TYPE, body);

    expect(fits.status).toBe(200);
  });

  test("that are compressed are refused (84)", async () => {
    const server = await startServer();
    const bomb = gzipSync(Buffer.alloc(10_000_000));

    const answer = await server.send("PATCH", path, { ...JSON_TYPE, "content-encoding": "gzip" }, bomb);

    expect([answer.status, answer.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  test.each([
    ["invalid UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
    ["invalid JSON", '{"title":'],
    ["nothing", ""],
    ["deep nesting", "[".repeat(100_000)],
  ])("of %s are bad requests, and are not quoted (85)", async (_name, body) => {
    const server = await startServer();

    const answer = await server.send("PATCH", path, JSON_TYPE, body);

    expect([answer.status, answer.code]).toEqual([400, "BAD_REQUEST"]);
    expect(answer.text).toContain("is not valid JSON");
  });

  test.each([
    ["{}", "changes nothing"],
    ["[]", "expected object"],
    ["null", "expected object"],
    ['{"title":""}', "title"],
    ['{"title":"   "}', "title"],
    [JSON.stringify({ title: "x".repeat(501) }), "title"],
    ['{"pinned":"yes"}', "pinned"],
    ['{"owner":"alice"}', "owner"],
    ['{"__proto__":{"pinned":true}}', "__proto__"],
  ])("that say %s are refused with a word about it", async (body, word) => {
    const server = await startServer();

    const answer = await server.send("PATCH", path, JSON_TYPE, body);

    expect([answer.status, answer.code]).toEqual([400, "BAD_REQUEST"]);
    expect(answer.text).toContain(word);
    expect(server.engine.calls).toEqual([]);
  });

  test("may give the tool's own title back", async () => {
    const server = await startServer();

    await server.send("PATCH", path, JSON_TYPE, '{"title":null,"archived":true}');

    expect(server.engine.calls[0]?.args[1]).toEqual({ title: null, archived: true });
  });
});

describe("failures", () => {
  test("say nothing of the inside, and where the log says more (94)", async () => {
    const lines: object[] = [];
    const logger = { ...silentLogger, error: (fields: object) => lines.push(fields) };
    const server = await startServer({ logger });
    server.engine.failure = new Error("ENOENT: /home/somebody/.claude/x.jsonl");

    const answer = await server.get(`/api/sessions/${LOCAL_KEY}`);

    expect([answer.status, answer.code]).toEqual([500, "INTERNAL"]);
    expect(answer.text).not.toContain("/home");
    expect(answer.text).toContain(String(answer.headers["x-request-id"]));
    expect(lines).toMatchObject([{ err: server.engine.failure, requestId: answer.headers["x-request-id"] }]);
  });

  test.each([
    ["FILE_REFUSED", 404, "NOT_FOUND"],
    ["STATE_BROKEN", 500, "INTERNAL"],
    ["PLUGIN_CALL", 500, "INTERNAL"],
    ["UNAVAILABLE", 503, "UNAVAILABLE"],
    ["NOT_FOUND", 404, "NOT_FOUND"],
  ] as const)("with the code %s are answered %d %s (94)", async (code, status, told) => {
    const server = await startServer();
    server.engine.failure = new VibeDeckError(code, "said at /root/secret", { hint: "do this" });

    const answer = await server.get(`/api/sessions/${LOCAL_KEY}`);

    expect([answer.status, answer.code]).toEqual([status, told]);
    expect(errorBody.safeParse(answer.json()).success).toBe(true);
    if (told !== code) expect(answer.text).not.toContain("/root");
  });

  test("of a value that is no JSON are failures like any other", async () => {
    const server = await startServer();
    let deep: unknown[] = [];
    for (let depth = 0; depth < 50_000; depth++) deep = [deep];
    server.engine.raw = JSON.parse('{"a":1}');
    Object.assign(server.engine, { raw: { deep } });

    const answer = await server.get(`/api/sessions/${LOCAL_KEY}/raw?at=${CURSOR}`);

    expect([answer.status, answer.code]).toEqual([500, "INTERNAL"]);
  });

  test("of limits say when to come again", async () => {
    const server = await startServer();
    server.engine.maxStreams = 0;

    const answer = await server.get("/api/events");

    expect([answer.status, answer.code, answer.headers["retry-after"]]).toEqual([
      429,
      "TOO_MANY_STREAMS",
      "2",
    ]);
  });
});
