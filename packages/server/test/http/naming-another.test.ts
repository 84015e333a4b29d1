import type { Principal } from "@vibedeck/core";
import { expect, test } from "vitest";
import { ALICE_KEY, BOB_KEY } from "./support/fake-engine.ts";
import { startServer } from "./support/server.ts";

/** Whatever the request says: the session says that it is Alice. */
const alice = async (): Promise<Principal> => ({ kind: "user", id: "alice" });

const HEADERS: readonly (readonly [string, Record<string, string>])[] = [
  ["X-User", { "x-user": "bob" }],
  ["X-Forwarded-User", { "x-forwarded-user": "bob", "x-auth-request-user": "bob", "remote-user": "bob" }],
  ["a cookie", { cookie: "user=bob; owner=bob; userId=bob; admin=true" }],
  ["an authorization", { authorization: `Basic ${Buffer.from("bob:x").toString("base64")}` }],
];

test.each(HEADERS)("naming another user in %s changes nobody's rights (96)", async (_name, headers) => {
  const server = await startServer({ authenticate: alice });

  const me = await server.get("/api/me", headers);
  const list = await server.get("/api/sessions?all=1", headers);
  const his = await server.get(`/api/sessions/${BOB_KEY}`, headers);

  expect(me.json()).toMatchObject({ principal: { kind: "user", id: "alice" } });
  expect(me.json()).not.toMatchObject({ principal: { admin: true } });
  expect(list.json()).toMatchObject({ sessions: [{ key: ALICE_KEY }], total: 1 });
  expect([his.status, his.code]).toEqual([404, "NOT_FOUND"]);
});

test.each(["user=bob", "owner=bob", "userId=bob", "all=1", "everyone=true", "admin=1", "all=1&all=1"])(
  "the query %j makes nobody see more (96)",
  async (query) => {
    const server = await startServer({ authenticate: alice });

    const list = await server.get(`/api/sessions?${query}`);
    const his = await server.get(`/api/sessions/${BOB_KEY}?${query}`);

    expect(list.text).not.toContain(BOB_KEY);
    expect([200, 400]).toContain(list.status);
    expect([400, 404]).toContain(his.status);
    expect(his.text).not.toContain(BOB_KEY);
  },
);

test.each(["user", "owner", "userId", "everyone"])(
  "a body with %s is refused, or changes one's own (96)",
  async (name) => {
    const server = await startServer({ authenticate: alice });
    const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
    const body = JSON.stringify({ pinned: true, [name]: "bob" });

    const own = await server.send("PATCH", `/api/sessions/${ALICE_KEY}`, headers, body);
    const his = await server.send("PATCH", `/api/sessions/${BOB_KEY}`, headers, body);

    expect([200, 400]).toContain(own.status);
    expect([400, 404]).toContain(his.status);
    expect(his.text).not.toContain(BOB_KEY);
  },
);
