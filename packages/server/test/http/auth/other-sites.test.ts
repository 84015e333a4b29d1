import { describe, expect, test } from "vitest";
import { allRoutes, callRoute, nameOf } from "../support/call-route.ts";
import { ALICE_KEY } from "../support/fake-engine.ts";
import { type Answer, raw } from "../support/server.ts";
import { signedInDeck } from "../support/signed-in.ts";

const JSON_TYPE = { "content-type": "application/json" };
const BARE = { "sec-fetch-site": undefined, "sec-fetch-mode": undefined };

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
