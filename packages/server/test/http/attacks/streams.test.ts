import { silentLogger } from "@vibedeck/core";
import { expect, test } from "vitest";
import proxy from "../../../src/auth/proxy/plugin.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { ask, raw } from "../support/server.ts";
import { ADMIN, type SignedInDeck, signedInDeck, signedInOver } from "../support/signed-in.ts";
import { openStream } from "../support/sse-client.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** A deck where a proxy on this machine says who somebody is. */
async function proxiedDeck(): Promise<SignedInDeck> {
  const authenticator = await proxy.create({
    config: { user_header: "x-who", issuer: "proxy" },
    logger: silentLogger,
    signal: new AbortController().signal,
    publicUrl: "https://deck.example",
  });
  return signedInOver(fakeEngine(), { trustedProxies: ["127.0.0.1"], setup: { authenticator } });
}

test("a stream of somebody whom a proxy names ends when their id is given free (55)", async () => {
  const deck = await proxiedDeck();
  const stream = openStream(deck.port, {
    headers: "X-Who: alice\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n",
  });
  expect(await stream.head).toContain("200 OK");
  deck.elsewhere.users.release("alice");
  await stream.count(1);
  expect(stream.events.map(({ event }) => event)).toEqual(["auth"]);
  await stream.closed;
});

test("whoever names themselves twice to a proxy, or beside it, is nobody", async () => {
  const deck = await proxiedDeck();
  const me = (headers: Record<string, string | string[]>): Promise<{ status: number }> =>
    ask(deck.port, "GET", "/api/me", headers);
  expect((await me({ "x-who": "alice" })).status).toBe(200);
  expect((await me({ "x-who": ["alice", "bob"] })).status).toBe(401);
  expect((await me({ "x-who": "alice, bob" })).status).toBe(401);
  const twice = `GET /api/me HTTP/1.1\r\nHost: 127.0.0.1:${deck.port}\r\nX-Who: alice\r\nx-WHO: alice\r\nConnection: close\r\n\r\n`;
  expect(await raw(deck.port, twice)).toContain("401 Unauthorized");
  expect((await me({ x_who: "alice" })).status).toBe(401);
  expect((await me({ "x-who": "" })).status).toBe(401);
});

test("an admin's stream of everybody's events ends when another admin blocks them, and so do their own", async () => {
  const deck = await signedInDeck({ rules: { adminUsers: [ADMIN, "alice"] } });
  const [admin, alice] = [await deck.signIn(ADMIN), await deck.signIn("alice")];
  const streams = [alice.stream("/api/events?all=1"), alice.stream("/api/events")];
  for (const stream of streams) expect(await stream.head).toContain("200 OK");
  await admin.send("POST", "/api/users/alice/block", JSON_TYPE, '{"blocked":true}');
  for (const stream of streams) {
    await stream.closed;
    expect(stream.events.map(({ event }) => event)).toEqual(["auth"]);
  }
  expect((await alice.get("/api/events?all=1")).status).not.toBe(200);
});
