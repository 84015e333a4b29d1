import { inspect } from "node:util";
import { type Logger, VibeDeckError } from "@vibedeck/core";
import { expect, test } from "vitest";
import { type Browser, NAVIGATION } from "../support/browser.ts";
import { codeOf, type FakeProvider, fakeProvider } from "../support/fake-provider.ts";
import type { Answer } from "../support/server.ts";
import { SECRET, type SignedInDeck, signedInDeck } from "../support/signed-in.ts";

/** Everything that a logger was told, deep into errors and their causes: what is written of it may change. */
function listening(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const told = (fields: object, message: string): void => {
    lines.push(inspect([fields, message], { depth: 10, showHidden: true, maxStringLength: null }));
  };
  return { lines, logger: { debug: told, info: told, warn: told, error: told } };
}

interface Watched extends SignedInDeck {
  readonly lines: readonly string[];
  readonly answers: readonly Answer[];
  /** What nobody may find, apart from the one header that has to carry it. */
  readonly secrets: Set<string>;
  /** To the provider and back, with everything that is said on the way written down. */
  goThrough(browser: Browser, query?: string): Promise<Answer>;
}

async function watched(provider: FakeProvider): Promise<Watched> {
  const { logger, lines } = listening();
  const deck = await signedInDeck({ provider, logger });
  const answers: Answer[] = [];
  const secrets = new Set([SECRET, "n0nce", "alice@mail.example"]);
  const note = (browser: Browser, answer: Answer): Answer => {
    answers.push(answer);
    for (const value of browser.cookies.values()) secrets.add(value);
    return answer;
  };
  const goThrough = async (browser: Browser, query = `code=${codeOf("alice")}`): Promise<Answer> => {
    secrets.add(codeOf("alice"));
    const gone = note(browser, await browser.get("/auth/login?return_to=/", NAVIGATION));
    const state = new URL(gone.headers.location ?? "https://none.invalid").searchParams.get("state");
    if (state !== null) secrets.add(state);
    const back = await browser.get(`/auth/callback?${query}&state=${state}`, NAVIGATION);
    note(browser, back);
    for (const path of ["/api/me", "/api/sessions", "/auth/sign-in"]) note(browser, await browser.get(path));
    return back;
  };
  return { ...deck, lines, answers, secrets, goThrough };
}

/** Where secrets are that have no business there. */
function leaks({ lines, answers, secrets }: Watched): readonly string[] {
  const found: string[] = [];
  const look = (where: string, text: string): void => {
    for (const secret of secrets) if (text.includes(secret)) found.push(`${secret} in ${where}: ${text}`);
  };
  for (const line of lines) look("the log", line);
  for (const { headers, text } of answers) {
    const { "set-cookie": _cookies, location = "", ...others } = headers;
    look("a body", text);
    look("a header", JSON.stringify(others));
    if (!location.startsWith("https://provider.example/authorize?")) look("a redirect", location);
  }
  return found;
}

test("a sign-in, a second one and a sign-out leave no code, state, cookie or secret anywhere (42)", async () => {
  const deck = await watched(fakeProvider());
  const browser = deck.browser();

  const back = await deck.goThrough(browser);
  await deck.goThrough(browser);
  await browser.send("POST", "/auth/logout", {}, "");

  expect(back.headers.location).toBe("/");
  expect(deck.lines.length).toBeGreaterThan(5);
  expect(deck.secrets.size).toBeGreaterThan(8);
  expect(leaks(deck)).toEqual([]);
});

test("sign-ins that fail leave nothing either, whatever errors carry with them (42)", async () => {
  const provider = fakeProvider();
  const { finish, begin } = provider;
  const deck = await watched(provider);
  const failures: readonly ((url: string) => Error)[] = [
    (url) => new Error(`exchange of ${url} failed`),
    (url) => Object.assign(new TypeError("failed"), { url, body: { code: url }, cause: new Error(url) }),
    (url) => new VibeDeckError("PROVIDER_FAILED", "It did not answer.", { cause: new Error(url) }),
    (url) => new VibeDeckError("SIGN_IN_INVALID", "It is not ours.", { cause: { parameters: url } }),
    (url) => new VibeDeckError("SIGN_IN_REFUSED", "The provider said no.", { cause: url }),
    (url) => new VibeDeckError("PLUGIN_CALL", `finish(${url}) threw`),
  ];

  for (const failure of failures) {
    provider.finish = async ({ url }) => {
      throw failure(url);
    };
    expect((await deck.goThrough(deck.browser())).status).toBeGreaterThanOrEqual(400);
  }
  provider.finish = finish;
  provider.begin = async (_callbackUrl, state) => {
    deck.secrets.add(state);
    throw new Error(`begin with ${state}`);
  };
  expect((await deck.goThrough(deck.browser())).status).toBe(400);
  provider.begin = begin;
  provider.people.clear();
  await deck.goThrough(deck.browser());

  expect(leaks(deck)).toEqual([]);
});

test("a stranger's callback costs no more to log than another, whatever it repeats (42)", async () => {
  const deck = await watched(fakeProvider());
  const began = performance.now();

  for (const query of ["code=e&".repeat(900), "state=e&code=s&", `code=${"on ".repeat(2_000)}`]) {
    expect(
      (await deck.browser().get(`/auth/callback?${query.replaceAll(" ", "+")}`, NAVIGATION)).status,
    ).toBe(400);
  }

  expect(Math.max(...deck.lines.map(({ length }) => length))).toBeLessThan(500);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test("a refused person's address is not written down, nor what the provider says of a refusal (35, 42)", async () => {
  const provider = fakeProvider();
  const people = [...provider.people.values()];
  const deck = await watched(provider);
  for (const person of people) provider.people.set(codeOf("alice"), { ...person, id: "mallory" });
  deck.secrets.add("root-of-all@mail.example").add("l00k-at-me");

  const refused = await deck.goThrough(deck.browser());
  const error = `error=access_denied&error_description=%3Cscript%3El00k-at-me&error_uri=l00k-at-me`;
  const denied = await deck.goThrough(deck.browser(), error);

  expect([refused.status, denied.status]).toEqual([403, 400]);
  expect(leaks(deck)).toEqual([]);
});
