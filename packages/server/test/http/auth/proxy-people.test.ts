import type { RequestAuthenticator } from "@vibedeck/core";
import { expect, onTestFinished, test } from "vitest";
import { allRoutes, callRoute, nameOf } from "../support/call-route.ts";
import { ALICE_KEY } from "../support/fake-engine.ts";
import { person } from "../support/fake-provider.ts";
import { ADMIN, type SignedInDeck, type SignedInOptions, signedInDeck } from "../support/signed-in.ts";
import { openStream, type SseClient } from "../support/sse-client.ts";

const BARE = { "sec-fetch-site": undefined, "sec-fetch-mode": undefined };
const ALICE = { "x-forwarded-user": "alice" };
const BOB = { "x-forwarded-user": "bob" };

/** Believes a trusted proxy of who somebody is. */
function named(issuer: string = "proxy"): RequestAuthenticator {
  return {
    kind: "request",
    fingerprint: issuer,
    identify: ({ headers, trusted }) => {
      const [user, ...more] = headers.get("x-forwarded-user") ?? [];
      return trusted && user !== undefined && more.length === 0 ? person(user, { issuer }) : undefined;
    },
  };
}

function behindProxy(options: SignedInOptions = {}): ReturnType<typeof signedInDeck> {
  return signedInDeck({ trustedProxies: ["127.0.0.1"], setup: { authenticator: named() }, ...options });
}

function stream(deck: SignedInDeck, user: string): SseClient {
  const headers = `X-Forwarded-User: ${user}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n`;
  const client = openStream(deck.port, { headers });
  onTestFinished(() => void client.socket.destroy());
  return client;
}

test("every change needs to say where it comes from, also with an authorization of the proxy (65)", async () => {
  const deck = await behindProxy();
  const guarded = allRoutes().filter(({ method, path }) => method !== "GET" || path === "/api/events");

  for (const route of guarded) {
    for (const more of [{}, { authorization: "Bearer of-the-proxy" }, { cookie: "a=b" }]) {
      const answer = await callRoute(deck.browser(), route, ALICE_KEY, { ...ALICE, ...BARE, ...more });
      expect([nameOf(route), answer.status, answer.code]).toEqual([nameOf(route), 403, "FORBIDDEN_ORIGIN"]);
    }
  }
  const own = await deck
    .browser()
    .send("PATCH", `/api/sessions/${ALICE_KEY}`, { ...ALICE, "content-type": "application/json" }, "{}");

  expect(own.status).not.toBe(403);
});

test("a stream of somebody who is blocked says so and ends, and those of others go on (55)", async () => {
  const deck = await behindProxy();
  const [alice, bob] = [stream(deck, "alice"), stream(deck, "bob")];
  await Promise.all([alice.head, bob.head]);

  const answer = await deck
    .browser()
    .send(
      "POST",
      "/api/users/alice/block",
      { "x-forwarded-user": ADMIN, "content-type": "application/json" },
      '{"blocked":true}',
    );
  await alice.closed;
  for (const source of deck.engine.streams) source.push({ id: "1", type: "progress", data: "{}" });
  await bob.count(1);

  expect(answer.status).toBe(200);
  expect(alice.events.map(({ event }) => event)).toEqual(["auth"]);
  expect(bob.events.map(({ event }) => event)).toEqual(["progress"]);
  expect((await deck.browser().get("/api/me", ALICE)).status).toBe(403);
});

test("a stream of somebody whom another process blocked ends within two seconds (55, 56)", async () => {
  const deck = await behindProxy();
  const alice = stream(deck, "alice");
  await alice.head;

  const began = performance.now();
  deck.elsewhere.users.setBlocked("alice", true);
  await alice.closed;

  expect(alice.events.map(({ event }) => event)).toEqual(["auth"]);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test("who is let in is written down once, and who is not once in ten minutes", async () => {
  const deck = await behindProxy({ rules: { allowedUsers: ["alice"] } });
  const acts = (): readonly unknown[] =>
    deck.elsewhere.audit.read({}).map(({ act, user, target }) => [act, user ?? target]);

  for (let times = 0; times < 5; times++) {
    await deck.browser().get("/api/me", ALICE);
    await deck.browser().get("/api/me", BOB);
  }
  const once = acts();
  deck.clock.now += 10 * 60_000;
  await deck.browser().get("/api/me", ALICE);
  await deck.browser().get("/api/me", BOB);

  expect(once).toEqual([
    ["sign-in", "alice"],
    ["refused", '"bob"'],
  ]);
  expect(acts()).toEqual([...once, ["refused", '"bob"']]);
});

test("a user is bound to who vouched first: under another issuer the name is another's (20)", async () => {
  const before = await behindProxy();
  const first = await before.browser().get("/api/me", ALICE);
  await before.close();
  const deck = await behindProxy({
    stateDir: before.stateDir,
    setup: { authenticator: named("another proxy") },
  });

  const second = await deck.browser().get("/api/me", ALICE);
  deck.elsewhere.users.release("alice");
  const released = await deck.browser().get("/api/me", ALICE);

  expect([first.status, second.status, released.status]).toEqual([200, 403, 200]);
});

test("a user who is released while the server runs is bound anew, not remembered (19, 20)", async () => {
  const issuer = { is: "proxy" };
  const authenticator: RequestAuthenticator = {
    ...named(),
    identify: (request) => named(issuer.is).identify(request),
  };
  const deck = await behindProxy({ setup: { authenticator } });
  await deck.browser().get("/api/me", ALICE);

  deck.elsewhere.users.release("alice");
  issuer.is = "another proxy";
  const taken = await deck.browser().get("/api/me", ALICE);
  issuer.is = "proxy";
  const before = await deck.browser().get("/api/me", ALICE);

  expect([taken.status, before.status]).toEqual([200, 403]);
});
