import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Browser } from "../support/browser.ts";
import { allRoutes, callRoute, nameOf } from "../support/call-route.ts";
import { ALICE_KEY, BOB_KEY } from "../support/fake-engine.ts";
import { ADMIN, signedInDeck } from "../support/signed-in.ts";

const JSON_TYPE = { "content-type": "application/json" };

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
