import { expect, test } from "vitest";
import type { Answer } from "../support/server.ts";
import { ADMIN, signedInDeck } from "../support/signed-in.ts";

const ADDRESSES = [
  "/api/users",
  "/api/users/bob/revoke",
  "/api/users/bob/block",
  "/api/users/__proto__/block",
];

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

/** All of an answer but what no two answers have in common. */
function facts({ status, text, headers }: Answer): unknown {
  const { date: _date, "x-request-id": _id, ...rest } = headers;
  return { status, text, headers: rest };
}

test.each(ADDRESSES)("no method tells a user that %s is an address", async (address) => {
  const deck = await signedInDeck();
  const alice = await deck.signIn("alice");
  const json = { "content-type": "application/json" };
  for (const method of METHODS) {
    const body = method === "POST" || method === "PATCH" || method === "PUT" ? "{}" : undefined;
    const there = await alice.send(method, address, json, body);
    const nowhere = await alice.send(method, address.replace("users", "nobody"), json, body);
    expect(facts(there), method).toEqual(facts(nowhere));
  }
});

test("an admin is told which methods the users' addresses know", async () => {
  const deck = await signedInDeck();
  const admin = await deck.signIn(ADMIN);
  const answer = await admin.send("DELETE", "/api/users");
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toContain("GET");
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
  "a user that is called %s and does not exist cannot be blocked or signed out",
  async (name) => {
    const deck = await signedInDeck();
    const admin = await deck.signIn(ADMIN);
    const json = { "content-type": "application/json" };
    const blocked = await admin.send("POST", `/api/users/${name}/block`, json, '{"blocked":true}');
    expect([blocked.status, blocked.code]).toEqual([404, "NOT_FOUND"]);
    expect((await admin.send("POST", `/api/users/${name}/revoke`, json, "{}")).status).toBe(404);
    expect((await admin.get("/api/me")).status).toBe(200);
  },
);

test.each(["?all=1", "?all=1&all=1", "?all=1&all=0", "?all=0&all=1", "?ALL=1", "?all=true", "?all=%31"])(
  "no spelling of %s shows a user what others have",
  async (query) => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");
    const answer = await alice.get(`/api/sessions${query}`);
    expect(answer.text).not.toContain('"owner":"bob"');
    expect((await alice.send("HEAD", `/api/sessions/bobkey0000000000000000${query}`)).status).not.toBe(200);
  },
);

test("an admin who does not ask for everybody's sees their own only, however often the parameter is there", async () => {
  const deck = await signedInDeck();
  const admin = await deck.signIn(ADMIN);
  for (const query of ["", "?all=", "?all=0", "?all=true", "?all=0&all=1"])
    expect((await admin.get(`/api/sessions${query}`)).text).not.toContain('"owner":"bob"');
  expect((await admin.get("/api/sessions?all=1")).text).toContain('"owner":"bob"');
});
