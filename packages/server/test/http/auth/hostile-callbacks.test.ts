import type { OutgoingHttpHeaders } from "node:http";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FLOW_MS } from "../../../src/auth/flow-cookies.ts";
import { type Browser, browserFor, NAVIGATION } from "../support/browser.ts";
import { codeOf, fakeProvider } from "../support/fake-provider.ts";
import type { Answer } from "../support/server.ts";
import { type SignedInDeck, signedInDeck } from "../support/signed-in.ts";

/** A whole server whose limit of attempts is out of the way: each request comes from an address of its own. */
async function deckOfMany(): Promise<SignedInDeck & { readonly exchanges: { count: number } }> {
  const provider = fakeProvider();
  const { finish } = provider;
  const exchanges = { count: 0 };
  provider.finish = (returned) => {
    exchanges.count++;
    return finish(returned);
  };
  return { ...(await signedInDeck({ provider, trustedProxies: ["127.0.0.1"] })), exchanges };
}

let clients = 0;

function asAnother(headers: object = {}): OutgoingHttpHeaders {
  clients++;
  return {
    ...NAVIGATION,
    ...headers,
    "x-forwarded-for": `203.${clients >> 16}.${(clients >> 8) & 255}.${clients & 255}`,
  };
}

async function begin(browser: Browser): Promise<string> {
  const { headers } = await browser.get("/auth/login?return_to=/s/x", asAnother());
  return new URL(headers.location ?? "").searchParams.get("state") ?? "";
}

/** A page that says no, sets no session and sends nobody anywhere. */
function expectRefusal(answer: Answer, what: unknown): void {
  expect([what, answer.status]).toEqual([what, 400]);
  expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(answer.headers.location).toBeUndefined();
  const set = (answer.headers["set-cookie"] ?? []).filter((cookie) => !cookie.includes("=; Max-Age=0"));
  expect([what, set]).toEqual([what, []]);
}

test("whatever a stranger calls back with, nobody is signed in and the provider is not asked (25, 26)", async () => {
  const deck = await deckOfMany();
  const alice = deck.browser();
  const state = await begin(alice);
  const [[name = "", value = ""] = []] = alice.cookies;
  const part = fc.oneof(
    fc.constantFrom(
      "code",
      "state",
      "iss",
      "error",
      "__proto__",
      "constructor",
      "state[]",
      "STATE",
      "",
      state,
      codeOf("alice"),
    ),
    fc.string({ unit: "binary", maxLength: 30 }),
  );
  const query = fc
    .array(fc.tuple(part, part), { maxLength: 6 })
    .map((pairs) =>
      pairs.map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join("=")).join("&"),
    );
  const cookie = fc.oneof(
    fc.constantFrom("", `${name}=`, `${name}=${value}x`, `${name}=${value.slice(0, -1)}`, `${name}=1.AAAA`),
    fc.constant(`${name.slice(0, -8)}00000000=${value}`),
    fc.stringMatching(/^[\x21-\x7e]{0,200}$/),
  );

  await fc.assert(
    fc.asyncProperty(query, cookie, async (asked, sent) => {
      const headers = asAnother(sent === "" ? {} : { cookie: sent });
      expectRefusal(await browserFor(deck.port).get(`/auth/callback?${asked}`, headers), [asked, sent]);
    }),
    { numRuns: 200 },
  );

  expect(deck.exchanges.count).toBe(0);
  expect(deck.accounts.users.list()).toEqual([]);
  const back = await alice.get(`/auth/callback?code=${codeOf("alice")}&state=${state}`, asAnother());
  expect([back.status, back.headers.location]).toEqual([303, "/s/x"]);
});

test("an attacker's own sign-in, carried into another browser, signs nobody in there (26)", async () => {
  const deck = await deckOfMany();
  const [mallory, victim] = [deck.browser(), deck.browser()];
  const state = await begin(mallory);
  await begin(victim);
  const address = `/auth/callback?code=${codeOf("bob")}&state=${state}`;

  expectRefusal(await victim.get(address, asAnother()), "the attacker's address");
  const mixed = browserFor(deck.port, victim.cookies);
  const [[theirs = ""] = []] = mallory.cookies;
  for (const sealed of victim.cookies.values()) mixed.cookies.set(theirs, sealed);
  expectRefusal(await mixed.get(address, asAnother()), "the victim's cookie by the attacker's name");

  expect(deck.exchanges.count).toBe(0);
  expect((await victim.get("/api/me")).status).toBe(401);
});

test("of many who come back with one sign-in at the same time one is let in (27)", async () => {
  const deck = await deckOfMany();
  const browser = deck.browser();
  const state = await begin(browser);
  const copies = Array.from({ length: 20 }, () => browser.copy());

  const answers = await Promise.all(
    copies.map((copy) => copy.get(`/auth/callback?code=${codeOf("alice")}&state=${state}`, asAnother())),
  );

  expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array<number>(19).fill(400)].sort());
  expect(deck.exchanges.count).toBe(1);
});

test("a sign-in that was used stays used for as long as its cookie could be opened (27)", async () => {
  const deck = await deckOfMany();
  const browser = deck.browser();
  const state = await begin(browser);
  const copy = browser.copy();
  const address = `/auth/callback?code=${codeOf("alice")}&state=${state}`;
  expect((await browser.get(address, asAnother())).status).toBe(303);

  for (const wait of [0, 1_000, FLOW_MS - 2_000, 1_000, FLOW_MS]) {
    deck.clock.now += wait;
    expectRefusal(await copy.get(address, asAnother()), wait);
  }

  expect(deck.exchanges.count).toBe(1);
});
