import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Browser, browserFor, NAVIGATION, PAGE } from "../support/browser.ts";
import { allRoutes, callRoute, nameOf, USER } from "../support/call-route.ts";
import { ALICE_KEY, BOB_KEY } from "../support/fake-engine.ts";
import { fakeProvider } from "../support/fake-provider.ts";
import { type Answer, raw } from "../support/server.ts";
import { ADMIN, type SignedInDeck, signedInDeck, signInWith, signOut } from "../support/signed-in.ts";

const JSON_TYPE = { "content-type": "application/json" };
const BARE = { "sec-fetch-site": undefined, "sec-fetch-mode": undefined };

describe("somebody who is not signed in", () => {
  const programs: readonly (readonly [string, string, object])[] = [
    ["a page's fetch", "GET", PAGE],
    ["a page's fetch that takes anything", "GET", { ...PAGE, accept: "text/html, */*" }],
    ["an event source", "GET", { ...PAGE, accept: "text/event-stream" }],
    ["an old library", "GET", { ...BARE, "x-requested-with": "XMLHttpRequest", accept: "*/*" }],
    ["a program", "GET", BARE],
    ["a program that only looks", "HEAD", BARE],
    [
      "an image",
      "GET",
      { "sec-fetch-site": "same-origin", "sec-fetch-mode": "no-cors", accept: "text/html" },
    ],
    ["a change", "POST", { ...PAGE, ...JSON_TYPE }],
    ["a form", "POST", { ...NAVIGATION, "sec-fetch-site": "same-origin" }],
  ];

  test.each(programs)("is told 401 as JSON and sent nowhere: %s (57)", async (_who, method, headers) => {
    const deck = await signedInDeck();
    const paths = ["/api/sessions", "/api/events", "/api/nothing", "/s/x", "/assets/x.js", "/nothing"];

    for (const path of paths) {
      const answer = await deck.browser().send(method, path, { ...headers }, method === "POST" ? "{}" : "");

      expect([path, answer.status, answer.headers.location]).toEqual([path, 401, undefined]);
      expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
      if (method !== "HEAD") expect(answer.code).toBe("UNAUTHENTICATED");
    }
  });

  test.each([
    ["by Sec-Fetch-Mode", NAVIGATION],
    ["by Accept, where a browser is old", { ...BARE, accept: "text/html,application/xhtml+xml" }],
  ])(
    "who opens an address is shown where to sign in, and comes back to it: %s (57)",
    async (_how, headers) => {
      const deck = await signedInDeck();

      const answers = await Promise.all(
        ["GET", "HEAD"].map((method) => deck.browser().send(method, "/s/x?a=b&c=%2F", headers)),
      );

      for (const { status, headers: said, text } of answers) {
        expect([status, text]).toEqual([302, ""]);
        expect(said.location).toBe(`/auth/sign-in?return_to=${encodeURIComponent("/s/x?a=b&c=%2F")}`);
        expect(said["cache-control"]).toBe("no-store");
      }
    },
  );

  test("is never redirected from the API, nor when something is changed (57)", async () => {
    const deck = await signedInDeck();

    const answers = [
      await deck.browser().get("/api/sessions", NAVIGATION),
      await deck.browser().send("POST", "/", { ...NAVIGATION, "sec-fetch-site": "same-origin" }, "a=b"),
      await deck.browser().send("DELETE", "/s/x", { ...PAGE, accept: "text/html" }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  test("leaves no trace: no row, no cookie, whatever is asked (59)", async () => {
    const deck = await signedInDeck();
    deck.elsewhere.changedElsewhere();
    const answers: Answer[] = [];

    for (const route of allRoutes().filter(({ path }) => path !== "/auth/login")) {
      answers.push(await callRoute(deck.browser(), route, ALICE_KEY));
      answers.push(
        await callRoute(deck.browser(), route, ALICE_KEY, { ...NAVIGATION, "sec-fetch-site": "same-origin" }),
      );
    }

    const session = /^__Host-vibedeck-[0-9a-f]{8}=[^;]/;
    const cookies = answers.flatMap(({ headers }) => headers["set-cookie"] ?? []);
    expect(cookies.filter((cookie) => session.test(cookie))).toEqual([]);
    expect(deck.elsewhere.changedElsewhere()).toBe(false);
    expect(deck.engine.calls).toEqual([]);
  });

  test("who begins to sign in leaves no row either, however often (59)", async () => {
    const deck = await signedInDeck();
    deck.elsewhere.changedElsewhere();

    const answers = await Promise.all(
      Array.from({ length: 60 }, () => deck.browser().get("/auth/login", NAVIGATION)),
    );

    expect(deck.elsewhere.changedElsewhere()).toBe(false);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([302, 429]));
  });

  test("gets of what is open only what it is open for (81)", async () => {
    const deck = await signedInDeck();
    const open = allRoutes().filter((route) => route.open === true);

    for (const { path, method: own } of open) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]) {
        if (method === own) continue;
        const { status, text } = await deck.browser().send(method, path);
        expect([path, method, status < 300 && text !== ""]).toEqual([path, method, false]);
        expect(status).not.toBe(500);
      }
      const below = await deck.browser().get(`${path}/x`);
      const beside = await deck.browser().get(`${path}x`);
      expect([path, below.status, beside.status]).toEqual([path, 401, 401]);
    }
    expect(deck.engine.calls).toEqual([]);
  });
});

describe("paths that could be read in two ways", () => {
  const confusing = [
    ...["//api/sessions", "/./api/sessions", "/x/../api/sessions", "/api/./sessions", "/api//sessions"],
    ...["/api%2fsessions", "/%61pi/sessions", "/API/sessions", "/Api/Sessions", "/api/sessions;a=b"],
    ...[
      "/api/sessions/",
      "/api",
      "/api/",
      "/api\\sessions",
      "/api/sessions%00",
      "/api/sessions%3f",
      "/api/sessions%23",
    ],
    ...[
      "/auth/../api/sessions",
      "/auth/sign-in/../../api/sessions",
      "/auth/sign-in%2f..%2f..%2fapi%2fsessions",
    ],
    ...[
      "/healthz/../api/sessions",
      "/healthz/api/sessions",
      "/auth/sign-in/api/sessions",
      "/auth/page.css/../api",
    ],
    ...["/api/sessions#/auth/sign-in", "/auth/sign-in;/../api/sessions", "/auth%2fsign-in", "/AUTH/sign-in"],
    ...[
      "http://evil.example/api/sessions",
      "http://127.0.0.1/api/sessions",
      "*",
      "//evil.example/auth/sign-in",
    ],
  ];

  test.each(confusing)("lead nobody in who is not signed in: %s (81)", async (path) => {
    const deck = await signedInDeck();

    const answer = await raw(
      deck.port,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${deck.port}\r\nConnection: close\r\n\r\n`,
    );

    expect(Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1])).toBeGreaterThanOrEqual(400);
    expect(answer).not.toContain("alicekey");
    expect(deck.engine.calls).toEqual([]);
  });

  test("are none of ours for somebody who is (81)", async () => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");

    for (const path of [
      "/API/sessions",
      "/api/sessions/",
      "/api//sessions",
      "/api/sessions;a=b",
      "/%61pi/sessions",
    ]) {
      expect([path, (await alice.get(path)).status]).toEqual([path, 404]);
    }
    expect(deck.engine.calls).toEqual([]);
  });
});

describe("a request that another site may have caused", () => {
  test("changes nothing with the cookie alone: no header says where it comes from (65)", async () => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");
    const changing = allRoutes().filter(({ method }) => method !== "GET");

    for (const route of changing) {
      const answer = await callRoute(alice, route, ALICE_KEY, BARE);
      expect([nameOf(route), answer.status, answer.code]).toEqual([nameOf(route), 403, "FORBIDDEN_ORIGIN"]);
    }
    const stream = await alice.get("/api/events", BARE);

    expect([stream.status, stream.code]).toEqual([403, "FORBIDDEN_ORIGIN"]);
    expect((await alice.get("/api/me")).status).toBe(200);
    expect(deck.engine.calls).toEqual([]);
  });

  test.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["another port or a neighbouring domain", { "sec-fetch-site": "same-site" }],
    ["an old browser, from another site", { ...BARE, origin: "https://evil.example" }],
    ["a frame without an origin", { ...BARE, origin: "null" }],
    ["the public address over http", { ...BARE, origin: "http://deck.example" }],
  ])("changes and reads nothing: %s (64, 65, 66, 67)", async (_who, headers) => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");

    for (const route of allRoutes().filter(
      ({ path }) => path.startsWith("/api/") || path === "/auth/logout",
    )) {
      const answer = await callRoute(alice, route, ALICE_KEY, headers);
      expect([nameOf(route), answer.status, answer.code]).toEqual([nameOf(route), 403, "FORBIDDEN_ORIGIN"]);
    }
    expect(deck.engine.calls).toEqual([]);
    expect((await alice.get("/api/me")).status).toBe(200);
  });

  test("from the server's own page may change things, in old browsers too (65)", async () => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");
    const patch = (headers: object): Promise<Answer> =>
      alice.send("PATCH", `/api/sessions/${ALICE_KEY}`, { ...JSON_TYPE, ...headers }, '{"pinned":true}');

    const answers = [await patch({}), await patch({ ...BARE, origin: "https://deck.example" })];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  test("cannot be hidden behind an authorization that nobody asked for", async () => {
    const deck = await signedInDeck();

    const answer = await deck.browser().get("/api/me", { ...BARE, authorization: "Bearer x" });

    expect(answer.status).toBe(401);
  });
});

test.each(["nobody", "alice"])("a WebSocket is opened for nobody: %s (77)", async (who) => {
  const deck = await signedInDeck();
  const cookie = who === "nobody" ? [] : [`Cookie: ${(await deck.signIn(who)).cookie}`];
  const origins = [[], ["Origin: https://evil.example"], ["Origin: https://deck.example"]];

  for (const path of ["/api/sessions", "/api/events", "/ws", "/"]) {
    for (const origin of origins) {
      const head = [
        `GET ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${deck.port}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ];
      const answer = await raw(deck.port, [...head, ...origin, ...cookie, "", ""].join("\r\n"));
      // The connection is ended without a word: no path of ours speaks anything else.
      expect([path, answer]).toEqual([path, ""]);
    }
  }
  expect(deck.engine.calls).toEqual([]);
});

describe("who somebody is", () => {
  const claims: readonly (readonly [string, object])[] = [
    [
      "headers",
      { "x-user": "bob", "x-forwarded-user": "bob", "x-auth-request-user": "bob", "remote-user": "bob" },
    ],
    ["an authorization", { authorization: `Basic ${Buffer.from("bob:x").toString("base64")}` }],
  ];

  test.each(claims)("is said by the session and by no %s (96)", async (_what, headers) => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");

    const me = await alice.get("/api/me", { ...headers });
    const his = await alice.get(`/api/sessions/${BOB_KEY}`, { ...headers });
    const nobody = await deck.browser().get("/api/me", { ...headers });

    expect(me.json()).toMatchObject({ principal: { id: "alice" }, auth: true, canSignOut: true });
    expect([his.status, nobody.status]).toEqual([404, 401]);
  });

  test("is said by no query, no body and no other cookie (96)", async () => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");
    const cookie = `user=bob; principal=bob; admin=true; ${alice.cookie}; session=bob`;
    const queries = ["user=bob", "owner=bob", "all=1", "admin=1", "everyone=true", "all=1&all=1", "as=bob"];

    for (const query of queries) {
      const [list, his] = [
        await alice.get(`/api/sessions?${query}`, { cookie }),
        await alice.get(`/api/sessions/${BOB_KEY}?${query}`, { cookie }),
      ];
      expect(list.text).not.toContain(BOB_KEY);
      expect([400, 404]).toContain(his.status);
    }
    const body = JSON.stringify({ pinned: true, user: "bob", owner: "bob" });
    const changed = await alice.send("PATCH", `/api/sessions/${BOB_KEY}`, JSON_TYPE, body);
    expect([400, 404]).toContain(changed.status);
  });
});

describe("everybody's sessions, for an admin who asks", () => {
  const list = z.object({ total: z.number() });

  test("are shown, and not without asking", async () => {
    const deck = await signedInDeck();
    const admin = await deck.signIn(ADMIN);

    const totals = [];
    for (const query of ["", "?all=1", "?all=0", "?all=true"]) {
      totals.push(list.parse((await admin.get(`/api/sessions${query}`)).json()).total);
    }

    expect(totals).toEqual([0, 3, 0, 0]);
  });

  test("are only looked at: a change with it is one of their own, or nothing (96)", async () => {
    const deck = await signedInDeck();
    const admin = await deck.signIn(ADMIN);
    const changing = allRoutes().filter(({ method, path }) => method !== "GET" && path.includes(":key"));

    const everyone: Pick<Browser, "send"> = {
      send: (method, path, headers, body) => admin.send(method, `${path}?all=1`, headers, body),
    };
    for (const route of changing) {
      const answer = await callRoute(everyone, route, ALICE_KEY);
      expect([nameOf(route), answer.status, answer.code]).toEqual([nameOf(route), 404, "NOT_FOUND"]);
    }

    expect(deck.elsewhere.audit.read({ act: "change" })).toEqual([]);
  });

  test("are written down: once for each thing, and again ten minutes later", async () => {
    const deck = await signedInDeck();
    const [admin, alice] = [await deck.signIn(ADMIN), await deck.signIn("alice")];
    const looked = (): readonly (string | undefined)[] =>
      deck.elsewhere.audit.read({ act: "see-all" }).map(({ target }) => target);

    await alice.get("/api/sessions?all=1");
    await admin.get("/api/sessions");
    expect(looked()).toEqual([]);
    await admin.get("/api/sessions?all=1");
    await admin.get("/api/sessions?all=1&q=s3arched");
    expect(looked()).toEqual(["/api/sessions"]);
    await admin.get(`/api/sessions/${ALICE_KEY}?all=1`);
    await admin.get(`/api/sessions/${BOB_KEY}?all=1`);
    expect(looked()).toEqual(["/api/sessions", `/api/sessions/${ALICE_KEY}`, `/api/sessions/${BOB_KEY}`]);
    deck.clock.now += 9 * 60_000;
    await admin.get("/api/sessions?all=1");
    expect(looked()).toHaveLength(3);
    deck.clock.now += 61_000;
    await admin.get("/api/sessions?all=1");

    expect(looked()).toHaveLength(4);
    expect(deck.elsewhere.audit.read({ act: "see-all" })[0]).toEqual({
      at: deck.clock.now - 10 * 60_000 - 1_000,
      act: "see-all",
      user: ADMIN,
      target: "/api/sessions",
      from: "127.0.0.1",
    });
    expect(JSON.stringify(deck.elsewhere.audit.read({}))).not.toContain("s3arched");
  });
});

describe("what answers say of themselves", () => {
  test("nothing of a tenant is kept by anybody between (86)", async () => {
    const deck = await signedInDeck();
    const [alice, admin] = [await deck.signIn("alice"), await deck.signIn(ADMIN)];
    const seen: (readonly [string, string | undefined])[] = [];

    for (const route of allRoutes().filter(
      ({ path }) => path.startsWith("/api/") && path !== "/api/events",
    )) {
      for (const browser of [alice, admin, deck.browser()]) {
        const { headers } = await callRoute(browser, route, ALICE_KEY);
        seen.push([nameOf(route), headers["cache-control"]]);
      }
    }
    const head = await alice.stream().head;

    const image = "GET /api/sessions/:key/images/:cursor/:index";
    for (const [name, cache] of seen) {
      if (name === image) expect(cache).toMatch(/^(?:no-store|private, max-age=31536000, immutable)$/);
      else expect([name, cache]).toEqual([name, "no-store"]);
    }
    expect(seen.length).toBeGreaterThan(60);
    expect(head).toMatch(/^cache-control: no-store, no-transform\r?$/im);
  });

  test("of pages, and of ways in and out, neither (86)", async () => {
    const deck = await signedInDeck();
    const browser = deck.browser();

    const answers = [
      await browser.get("/", NAVIGATION),
      await browser.get("/auth/sign-in", NAVIGATION),
      await browser.get("/auth/login", NAVIGATION),
      await browser.get("/auth/callback?code=x", NAVIGATION),
      await signInWith(browser, "alice"),
      await browser.get("/auth/sign-in", NAVIGATION),
      await signOut(browser),
    ];

    expect(answers.map(({ headers }) => headers["cache-control"])).toEqual(Array(7).fill("no-store"));
  });
});

test("no GET changes anything, for whomever (69)", async () => {
  const deck = await signedInDeck();
  const people = [await deck.signIn("alice"), await deck.signIn(ADMIN)];
  const gets = allRoutes().filter(
    ({ method, path }) => method === "GET" && !/^\/auth\/(?:login|callback)$|^\/api\/events$/.test(path),
  );
  deck.elsewhere.changedElsewhere();

  for (const route of gets) for (const browser of people) await callRoute(browser, route, ALICE_KEY);

  const called = new Set(deck.engine.calls.map(({ method }) => method));
  const changing = ["patch", "drive.start", "drive.send", "drive.fork", "drive.change", "drive.remove"];
  const driving = ["drive.interrupt", "drive.settings", "drive.answer"];
  for (const method of [...changing, ...driving]) expect(called).not.toContain(method);
  expect(called.size).toBeGreaterThan(8);
  expect(deck.elsewhere.changedElsewhere()).toBe(false);
});

describe("a server below a path", () => {
  const publicUrl = "https://x.example/vd";

  test.each([
    ["leaves the path as it is", "/vd"],
    ["takes it off", ""],
  ])("behind a proxy that %s (82)", async (_how, before) => {
    const deck = await signedInDeck({ publicUrl });
    const browser = deck.browser();

    const page = await browser.get(`${before}/s/x`, NAVIGATION);
    const gone = await browser.get(`${before}/auth/login?return_to=%2Fvd%2Fs%2Fx`, NAVIGATION);
    const provider = new URL(gone.headers.location ?? "");
    const query = `code=c0de-of-alice&state=${provider.searchParams.get("state")}`;
    const back = await browser.get(`${before}/auth/callback?${query}`, {
      ...NAVIGATION,
      "sec-fetch-site": "cross-site",
    });
    const api = await browser.get(`${before}/api/me`);
    const stream = browser.stream(`${before}/api/events`);

    expect(page.headers.location).toBe("/vd/auth/sign-in?return_to=%2Fvd%2Fs%2Fx");
    expect(provider.searchParams.get("redirect_uri")).toBe("https://x.example/vd/auth/callback");
    expect(back.headers.location).toBe("/vd/s/x");
    for (const cookie of [...(gone.headers["set-cookie"] ?? []), ...(back.headers["set-cookie"] ?? [])]) {
      expect(cookie).toMatch(/^__Host-[^;]+;.*Path=\/;/i);
    }
    expect(api.status).toBe(200);
    expect(await stream.head).toMatch(/^HTTP\/1.1 200/);
  });

  test("answers not beside it (82)", async () => {
    const deck = await signedInDeck({ publicUrl });
    const browser = deck.browser();
    await signInWith(browser, "alice", "/vd");

    const answers = [
      await browser.get("/vdx"),
      await browser.get("/vdx/api/me"),
      await browser.get("/vd/vd/api/me"),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

describe("what proxies say", () => {
  const FORWARDED = {
    "x-forwarded-for": "6.6.6.6, 7.7.7.7",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "javascript",
    "x-forwarded-port": "1",
    forwarded: "for=6.6.6.6;host=evil.example;proto=http",
    "x-real-ip": "6.6.6.6",
    x_forwarded_for: "6.6.6.6",
  };

  async function from(deck: SignedInDeck): Promise<string | undefined> {
    return deck.elsewhere.audit.read({ act: "sign-in" }).at(-1)?.from;
  }

  async function signInThrough(deck: SignedInDeck): Promise<Answer> {
    const browser = deck.browser();
    const gone = await browser.get("/auth/login", { ...NAVIGATION, ...FORWARDED });
    const url = new URL(gone.headers.location ?? "");
    expect(url.searchParams.get("redirect_uri")).toBe("https://deck.example/auth/callback");
    const query = `code=c0de-of-alice&state=${url.searchParams.get("state")}`;
    return browser.get(`/auth/callback?${query}`, { ...NAVIGATION, ...FORWARDED });
  }

  test("is ignored when a stranger says it: address, host, scheme, cookie (38, 79)", async () => {
    const deck = await signedInDeck();

    const back = await signInThrough(deck);

    expect(back.headers.location).toBe("/");
    expect((back.headers["set-cookie"] ?? []).every((cookie) => /; Secure$/i.test(cookie))).toBe(true);
    expect(await from(deck)).toBe("127.0.0.1");
  });

  test("is ignored from an address that is not one of the trusted (80)", async () => {
    const deck = await signedInDeck({ trustedProxies: ["10.0.0.0/8", "192.0.2.7"] });

    await signInThrough(deck);

    expect(await from(deck)).toBe("127.0.0.1");
  });

  test("is believed of the client's address, from its end, as far as it was written by the trusted (79, 80)", async () => {
    const near = await signedInDeck({ trustedProxies: ["127.0.0.1"] });
    const far = await signedInDeck({ trustedProxies: ["127.0.0.1", "7.7.7.7"] });

    for (const deck of [near, far]) expect((await signInThrough(deck)).headers.location).toBe("/");

    expect([await from(near), await from(far)]).toEqual(["7.7.7.7", "6.6.6.6"]);
  });

  test("names no host that is served, trusted or not (71, 79)", async () => {
    const deck = await signedInDeck({ trustedProxies: ["127.0.0.1"] });
    const alice = await deck.signIn("alice");

    const answers = [
      await alice.get("/api/me", { host: "evil.example", "x-forwarded-host": "deck.example" }),
      await alice.get("/api/me", { host: "evil.example", ...FORWARDED }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([421, 421]);
  });

  test.each(["kube-probe/1.30", "GoogleHC/1.0", "ELB-HealthChecker/2.0"])(
    "opens nothing: not for the program %s either (80)",
    async (agent) => {
      const deck = await signedInDeck({ trustedProxies: ["127.0.0.1"] });

      const answer = await deck.browser().get("/api/sessions", { "user-agent": agent });

      expect(answer.status).toBe(401);
    },
  );
});

test("a host and a sign-in are known by exact text, and a foreign host is refused for every path (71)", async () => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const paths = [
    "/",
    "/api/me",
    "/api/events",
    "/auth/sign-in",
    "/auth/login",
    "/healthz",
    "/assets/x",
    "/nothing",
  ];

  for (const path of paths) {
    const answer = await alice.get(path, { host: "evil.example", origin: "http://evil.example" });
    expect([path, answer.status, answer.headers["set-cookie"]]).toEqual([path, 421, undefined]);
  }
});

test("people who only exist in tests are the ones that rules know", () => {
  const { people } = fakeProvider();

  expect([...people.values()].map(({ id }) => id)).toEqual(["alice", "bob", USER, ADMIN]);
  expect(browserFor(1).cookie).toBe("");
});
