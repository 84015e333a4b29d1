import { describe, expect, test } from "vitest";
import { raw } from "../support/server.ts";
import { signedInDeck } from "../support/signed-in.ts";

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
