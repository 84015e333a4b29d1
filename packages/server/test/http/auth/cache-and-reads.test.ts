import { describe, expect, test } from "vitest";
import { NAVIGATION } from "../support/browser.ts";
import { allRoutes, callRoute, nameOf } from "../support/call-route.ts";
import { ALICE_KEY } from "../support/fake-engine.ts";
import { ADMIN, signedInDeck, signInWith, signOut } from "../support/signed-in.ts";

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
