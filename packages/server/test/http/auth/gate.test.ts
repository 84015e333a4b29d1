import { describe, expect, test } from "vitest";
import { NAVIGATION, PAGE } from "../support/browser.ts";
import { allRoutes, callRoute } from "../support/call-route.ts";
import { ALICE_KEY } from "../support/fake-engine.ts";
import type { Answer } from "../support/server.ts";
import { signedInDeck } from "../support/signed-in.ts";

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
