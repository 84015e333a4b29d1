import { describe, expect, test } from "vitest";
import { userPage, userSummary } from "../../../src/http/schemas/users.ts";
import type { Browser } from "../support/browser.ts";
import { allRoutes, BACKEND, callRoute, nameOf } from "../support/call-route.ts";
import { APPROVAL_ID, SEND_ID } from "../support/fake-drive.ts";
import { ALICE_KEY } from "../support/fake-engine.ts";
import { fakePlaces, placeKeeper } from "../support/place-keeper.ts";
import { type Answer, startServer } from "../support/server.ts";
import { ADMIN, START, signedInDeck, signInWith, signOut } from "../support/signed-in.ts";

const JSON_TYPE = { "content-type": "application/json" };
const ADMIN_ROUTES = allRoutes().filter((route) => route.admin === true);
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "TRACE"];

function post(browser: Browser, path: string, body: unknown): Promise<Answer> {
  return browser.send("POST", path, JSON_TYPE, JSON.stringify(body));
}

async function status(browser: Browser): Promise<number> {
  return (await browser.get("/api/me")).status;
}

/** What may tell one answer from another. */
function comparable({ status, headers, text }: Answer): unknown {
  const { date: _date, "x-request-id": _id, ...rest } = headers;
  return { status, text, headers: rest };
}

describe("the users, for an admin", () => {
  test("are listed with what they have, as described, and not with who vouches for them", async () => {
    const deck = await signedInDeck();
    const admin = await deck.signIn(ADMIN);
    deck.clock.now += 60_000;
    await deck.signIn("alice");
    await deck.signIn("alice");
    deck.engine.view = withOwners(deck.engine.view);

    const answer = await admin.get("/api/users");

    expect(answer.status).toBe(200);
    expect(userPage.parse(answer.json()).users).toEqual([
      {
        id: "alice",
        name: "alice with a name",
        firstSeen: START + 60_000,
        lastSeen: START + 60_000,
        blocked: false,
        admin: false,
        signedIn: 2,
        sessions: 7,
        cost: { usd: 1.5, atLeast: true },
      },
      expect.objectContaining({ id: ADMIN, admin: true, signedIn: 1, sessions: 0 }),
    ]);
    expect(answer.text).not.toMatch(/subject-of|provider\.example|mail\.example/);
  });

  test("are counted as signed in as long as their sessions last", async () => {
    const deck = await signedInDeck();
    await deck.signIn("alice");
    deck.clock.now += 8 * 86_400_000;
    const admin = await deck.signIn(ADMIN);

    const { users } = userPage.parse((await admin.get("/api/users")).json());

    expect(users.map(({ id, signedIn }) => [id, signedIn])).toEqual([
      ["alice", 0],
      [ADMIN, 1],
    ]);
  });

  test("have all their sign-ins ended, and may sign in again (56)", async () => {
    const deck = await signedInDeck();
    const admin = await deck.signIn(ADMIN);
    const [one, two, bob] = [
      await deck.signIn("alice"),
      await deck.signIn("alice"),
      await deck.signIn("bob"),
    ];

    const answer = await post(admin, "/api/users/alice/revoke", {});

    expect([answer.status, answer.json()]).toEqual([200, { ended: 2 }]);
    expect([await status(one), await status(two), await status(bob)]).toEqual([401, 401, 200]);
    expect(await status(await deck.signIn("alice"))).toBe(200);
    expect((await post(admin, "/api/users/alice/revoke", {})).json()).toEqual({ ended: 1 });
  });

  test("are kept out, and let in again (40, 56)", async () => {
    const deck = await signedInDeck();
    const [admin, alice] = [await deck.signIn(ADMIN), await deck.signIn("alice")];

    const blocked = await post(admin, "/api/users/alice/block", { blocked: true });
    const before = await status(alice);
    const refused = await signInWith(alice, "alice");
    const let_in = await post(admin, "/api/users/alice/block", { blocked: false });
    const entered = await signInWith(alice, "alice");

    expect(userSummary.parse(blocked.json())).toMatchObject({ id: "alice", blocked: true, signedIn: 0 });
    expect([before, refused.status]).toEqual([401, 403]);
    expect(userSummary.parse(let_in.json())).toMatchObject({ id: "alice", blocked: false });
    expect([302, 303]).toContain(entered.status);
    expect(await status(alice)).toBe(200);
  });

  test("do not keep themselves out", async () => {
    const deck = await signedInDeck();
    const admin = await deck.signIn(ADMIN);

    const answer = await post(admin, `/api/users/${ADMIN}/block`, { blocked: true });

    expect([answer.status, answer.code]).toEqual([409, "CONFLICT"]);
    expect(await status(admin)).toBe(200);
    expect(deck.elsewhere.audit.read({ act: "block" })).toEqual([]);
  });

  test.each([
    ["nobody", 404, {}],
    ["local", 404, {}],
    ["__proto__", 404, {}],
    ["alice", 400, { blocked: "yes" }],
    ["alice", 400, { blocked: true, more: 1 }],
    ["alice", 400, []],
  ])("are not changed by what makes no sense: %s, %i", async (user, expected, body) => {
    const deck = await signedInDeck();
    const [admin, alice] = [await deck.signIn(ADMIN), await deck.signIn("alice")];
    const path = `/api/users/${user}/${expected === 404 ? "revoke" : "block"}`;

    const answer = await post(admin, path, body);

    expect(answer.status).toBe(expected);
    expect(await status(alice)).toBe(200);
    expect(deck.elsewhere.audit.read({}).filter(({ act }) => act !== "sign-in")).toEqual([]);
  });
});

describe("what is for admins does not exist for anybody else", () => {
  test("there are such routes", () => {
    expect(ADMIN_ROUTES.map(nameOf)).toEqual([
      "GET /metrics",
      "GET /api/users",
      "POST /api/users/:user/revoke",
      "POST /api/users/:user/block",
      "GET /api/sandboxes",
      "POST /api/sandboxes/:backend/:user/stop",
    ]);
  });

  test("by any method, to the byte: as an unknown path (96)", async () => {
    const boxes = fakePlaces();
    const deck = await signedInDeck({ backends: [placeKeeper(boxes)] });
    const [alice] = [await deck.signIn("alice"), await deck.signIn("bob")];
    const paths = [...new Set(ADMIN_ROUTES.map(({ path }) => pathOf(path, "bob")))];

    for (const path of paths) {
      for (const method of METHODS) {
        const body = method === "POST" || method === "PATCH" || method === "PUT" ? "{}" : "";
        const answer = await alice.send(method, path, JSON_TYPE, body);
        const unknown = await alice.send(
          method,
          path.replace(/^(\/(?:api\/)?)(\w)/, "$1x$2"),
          JSON_TYPE,
          body,
        );
        expect([path, method, comparable(answer)]).toEqual([path, method, comparable(unknown)]);
        if (method === "GET" || method === "POST") expect(answer.code).toBe("NOT_FOUND");
      }
    }
    expect(deck.elsewhere.sessions.countOf("bob", 0)).toBe(1);
    expect([boxes.asked, boxes.stopped]).toEqual([0, []]);
  });

  test("without sign-in neither", async () => {
    const server = await startServer();

    for (const { method, path } of ADMIN_ROUTES) {
      const body = method === "POST" ? "{}" : "";
      const answer = await server.send(method, pathOf(path, "alice"), JSON_TYPE, body);
      expect([answer.status, answer.code]).toEqual([404, "NOT_FOUND"]);
    }
  });
});

describe("what is written down", () => {
  test("every route that changes something has an act, and no other has one", () => {
    // Signing in and out write for themselves: only they know who it was.
    const own = new Set(["POST /auth/logout"]);
    const routes = allRoutes().filter((route) => !own.has(nameOf(route)));

    for (const route of routes) {
      expect([nameOf(route), route.audit !== undefined]).toEqual([nameOf(route), route.method !== "GET"]);
    }
  });

  test("says who did what to what, when and from where, and nothing of what was written", async () => {
    const deck = await signedInDeck({ backends: [placeKeeper(fakePlaces())] });
    const [alice, admin] = [await deck.signIn("alice"), await deck.signIn(ADMIN)];
    await deck.signIn("carol");
    deck.clock.now += 5_000;
    const changing = allRoutes().filter((route) => route.audit !== undefined);

    for (const route of changing) {
      const answer = await callRoute(route.admin === true ? admin : alice, route, ALICE_KEY);
      expect([nameOf(route), answer.status < 300]).toEqual([nameOf(route), true]);
    }

    // What the server did by itself, because somebody was blocked, has nobody who did it.
    const entries = deck.elsewhere.audit
      .read({})
      .filter(({ act, user }) => act !== "sign-in" && user !== undefined);
    const [at, from] = [START + 5_000, "127.0.0.1"];
    const key = ALICE_KEY;
    expect(entries.map(({ user, act, target }) => [user, act, target])).toEqual(
      changing.map((route) => [
        route.admin === true ? ADMIN : "alice",
        route.audit,
        route.admin === true ? "carol" : targetOf(route.path, key),
      ]),
    );
    for (const entry of entries) expect(entry).toMatchObject({ at, from });
    const text = JSON.stringify(entries);
    for (const word of ["Hello", "Other words", "/somewhere", "opus", SEND_ID])
      expect(text).not.toContain(word);
  });

  test("of letting in again, that it is that", async () => {
    const deck = await signedInDeck();
    const admin = await deck.signIn(ADMIN);
    await deck.signIn("carol");

    await post(admin, "/api/users/carol/block", { blocked: true });
    await post(admin, "/api/users/carol/block", { blocked: false });

    const acts = deck.elsewhere.audit.read({}).slice(-2);
    expect(acts.map(({ act, user, target }) => [act, user, target])).toEqual([
      ["block", ADMIN, "carol"],
      ["unblock", ADMIN, "carol"],
    ]);
  });

  test("not what was refused or came to nothing", async () => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");

    for (const route of allRoutes().filter(({ audit }) => audit !== undefined)) {
      await callRoute(alice, route, "unknownkey000000000000", { "sec-fetch-site": "cross-site" });
      await callRoute(deck.browser(), route, ALICE_KEY);
      if (route.path.includes(":key")) await callRoute(alice, route, "unknownkey000000000000");
      await alice.send(
        route.method,
        route.path.replace(":key", ALICE_KEY).replace(/:\w+/, "x"),
        JSON_TYPE,
        "{",
      );
    }

    const acts = deck.elsewhere.audit.read({}).map(({ act, detail }) => [act, detail]);
    // Taking back a message has no body that could be wrong.
    expect(acts).toEqual([["sign-in", undefined]]);
  });

  test("of coming and going: sign-ins, refusals with a cut claim, sign-outs", async () => {
    const deck = await signedInDeck({ rules: { allowedUsers: ["alice"] } });
    const alice = await deck.signIn("alice");
    await signInWith(deck.browser(), "bob");
    await signOut(alice);
    await signOut(alice);

    expect(deck.elsewhere.audit.read({}).map(({ act, user, target }) => [act, user, target])).toEqual([
      ["sign-in", "alice", undefined],
      ["refused", undefined, '"bob"'],
      ["sign-out", "alice", undefined],
    ]);
  });
});

/** A route's address with the names filled in. */
function pathOf(path: string, user: string): string {
  return path.replace(":backend", BACKEND).replace(":user", user);
}

/** What an entry of the log names: the session's key, or the id of an approval. A start has a new key. */
function targetOf(path: string, key: string): string {
  if (path === "/api/sessions") return "newkey";
  return path.includes(":key") ? key : APPROVAL_ID;
}

type View = Awaited<ReturnType<typeof signedInDeck>>["engine"]["view"];

/** A view that knows what each owner has. */
function withOwners(view: View): View {
  return (scope) => ({
    ...view(scope),
    owners: async () =>
      scope.everyone === true && scope.principal.admin === true
        ? [{ owner: "alice", sessions: 7, cost: { usd: 1.5, atLeast: true } }]
        : [],
  });
}
