import fc from "fast-check";
import { expect, test } from "vitest";
import { returnTo } from "../../src/auth/return-to.ts";
import { EVIL_ADDRESSES } from "./evil-addresses.ts";

const places = [
  { publicUrl: new URL("https://deck.example"), basePath: "" },
  { publicUrl: new URL("https://deck.example/deck"), basePath: "/deck" },
  { publicUrl: new URL("http://127.0.0.1:3210"), basePath: "" },
];

/** Where a browser on the sign-in page ends up. */
function landing(answer: string, { publicUrl, basePath }: (typeof places)[number]): URL {
  return new URL(answer, `${publicUrl.origin}${basePath}/auth/callback?code=x`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Every address as it is, decoded once and decoded twice, alone and below the base path. */
const attempts = EVIL_ADDRESSES.flatMap((evil) => [evil, decoded(evil), decoded(decoded(evil))]).flatMap(
  (evil) => [evil, `/deck${evil}`, `/deck/${evil}`],
);

test("sends nobody to another site, whatever the address to return to says (36)", () => {
  expect(EVIL_ADDRESSES.length).toBeGreaterThanOrEqual(150);
  expect(new Set(EVIL_ADDRESSES).size).toBe(EVIL_ADDRESSES.length);
  let tried = 0;

  for (const place of places) {
    for (const attempt of attempts) {
      const answer = returnTo(attempt, place);
      const url = landing(answer, place);
      expect({ attempt, origin: url.origin }).toEqual({ attempt, origin: place.publicUrl.origin });
      expect(`${url.pathname}/`.startsWith(`${place.basePath}/`)).toBe(true);
      expect(answer).toMatch(/^\/(?!\/)[\x21-\x7e]*$/);
      expect(answer).not.toContain("\\");
      tried++;
    }
  }

  expect(tried).toBeGreaterThan(1_350);
});

test("sends nobody to another site with addresses that a generator makes (36)", () => {
  const piece = fc.constantFrom(
    ..."/ // \\ /\\ . .. /. /.. ; : @ ? # % %2f %5c %09 %2e %00 \t \n \r evil.example https: http: javascript: data:".split(
      " ",
    ),
    " ",
    "\u0000",
    "\u2028",
    "\uff0f",
    "\u3002",
    "\ud800",
    "deck",
    "deck.example",
    "auth",
    "user:pass@",
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((all) => all.join("")),
    fc.string({ unit: "binary" }),
  );
  const value = fc
    .tuple(fc.constantFrom("", "/", "/deck", "/deck/"), text)
    .map(([before, after]) => before + after);

  fc.assert(
    fc.property(value, fc.constantFrom(...places), (attempt, place) => {
      const url = landing(returnTo(attempt, place), place);
      return url.origin === place.publicUrl.origin && `${url.pathname}/`.startsWith(`${place.basePath}/`);
    }),
    { numRuns: 2_000 },
  );
});

test("goes home for what is no text, however odd (36)", () => {
  for (const value of [
    undefined,
    null,
    7,
    true,
    [],
    ["/x"],
    {},
    { toString: () => "/x" },
    Symbol("x"),
    () => "/x",
  ]) {
    expect(returnTo(value, { publicUrl: new URL("https://deck.example/deck"), basePath: "/deck" })).toBe(
      "/deck/",
    );
  }
});

test("keeps what is an address of the page, written anew", () => {
  const place = { publicUrl: new URL("https://deck.example/deck"), basePath: "/deck" };

  expect(returnTo("/deck/s/abc?q=a%20b&x=1#m-3", place)).toBe("/deck/s/abc?q=a%20b&x=1#m-3");
  expect(returnTo("/deck", place)).toBe("/deck");
  expect(returnTo("/deck/", place)).toBe("/deck/");
  expect(returnTo("/deck/x/../s/ü?ü#ü", place)).toBe("/deck/s/%C3%BC?%C3%BC#%C3%BC");
  expect(returnTo("/deck/authors", place)).toBe("/deck/authors");
  expect(returnTo("/s/abc", { ...place, basePath: "" })).toBe("/s/abc");
});

test("goes home when the address lies outside of the base path (36)", () => {
  const place = { publicUrl: new URL("https://deck.example/deck"), basePath: "/deck" };

  for (const outside of [
    "/",
    "/decks",
    "/deck/..",
    "/deck/../other",
    "/deckx/s",
    "/Deck/s",
    "/deck/%2e%2e/other",
  ]) {
    expect(returnTo(outside, place)).toBe("/deck/");
  }
});

test("goes home instead of round in circles through sign-in and sign-out (37)", () => {
  for (const place of places.slice(0, 2)) {
    for (const path of [
      "/auth/logout",
      "/auth/login?return_to=/auth/login",
      "/auth/sign-in",
      "/auth/callback?code=x&state=y",
      "/auth",
      "/auth/",
      "/AUTH/logout",
      "/x/../auth/logout",
      "/./auth/login",
      "/%2e/auth/login",
    ]) {
      expect(returnTo(place.basePath + path, place)).toBe(`${place.basePath}/`);
    }
  }
});

test("goes home when the address is longer than 2,048 characters, also once it is written anew", () => {
  const place = { publicUrl: new URL("https://deck.example"), basePath: "" };

  expect(returnTo(`/${"a".repeat(2_047)}`, place)).toHaveLength(2_048);
  expect(returnTo(`/${"a".repeat(2_048)}`, place)).toBe("/");
  expect(returnTo(`/${"ü".repeat(400)}`, place)).toBe("/");
});

test("goes home for two slashes and control characters, also where they would lead here (36)", () => {
  const place = { publicUrl: new URL("https://deck.example"), basePath: "" };

  for (const odd of [
    "//deck.example/s/abc",
    "/\\deck.example/s",
    "/s/\tabc",
    "/s/abc\n",
    "/s/\u0000",
    "/s/\u007f",
    "/s/\u0085",
  ]) {
    expect(returnTo(odd, place)).toBe("/");
  }
});
