import { VibeDeckError } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import type { Accounts } from "../../../src/accounts/accounts.ts";
import { type Browser, browserFor } from "../support/browser.ts";
import type { FakeEngine } from "../support/fake-engine.ts";
import { codeOf, fakeProvider, person } from "../support/fake-provider.ts";
import { ADMIN, SECRET, type SignedInDeck, signedInDeck, signInWith, signOut } from "../support/signed-in.ts";
import type { SseClient } from "../support/sse-client.ts";

const JSON_TYPE = { "content-type": "application/json" };
const DAY_MS = 86_400_000;

async function status(browser: Browser): Promise<number> {
  return (await browser.get("/api/me")).status;
}

function post(browser: Browser, path: string, body: object): Promise<{ readonly status: number }> {
  return browser.send("POST", path, JSON_TYPE, JSON.stringify(body));
}

describe("signing out", () => {
  test("ends the session, also for a copy of its cookie (47)", async () => {
    const deck = await signedInDeck();
    const browser = await deck.signIn("alice");
    const [copy, other] = [browser.copy(), await deck.signIn("alice")];

    const out = await signOut(browser);

    expect([out.status, out.json()]).toEqual([200, expect.objectContaining({ signedOut: true })]);
    expect([...browser.cookies.keys()]).toEqual([]);
    expect([await status(browser), await status(copy), await status(other)]).toEqual([401, 401, 200]);
  });

  test("wins over requests that run at the same time (60)", async () => {
    const deck = await signedInDeck();
    const browser = await deck.signIn("alice");
    const copy = browser.copy();
    // Each of them is due to write down that the session was used.
    deck.clock.now += 120_000;

    const asked = Array.from({ length: 10 }, () => copy.get("/api/me"));
    const out = signOut(browser);
    const late = Array.from({ length: 10 }, () => copy.get("/api/sessions"));
    const answers = await Promise.all([...asked, ...late]);

    expect((await out).status).toBe(200);
    expect(new Set(answers.map((answer) => answer.status))).not.toContain(500);
    expect(await status(copy)).toBe(401);
    expect(deck.elsewhere.sessions.countOf("alice", 0)).toBe(0);
  });

  test("of somebody who is not signed in is no error, and writes nothing", async () => {
    const deck = await signedInDeck();

    const out = await signOut(deck.browser());

    expect(out.status).toBe(200);
    expect(deck.elsewhere.audit.read({})).toEqual([]);
  });
});

describe("a session ends by time", () => {
  const setup = { idleMs: 7 * DAY_MS, maxAgeMs: 30 * DAY_MS };

  test.each([
    ["not used for a second less than it may be", 7 * DAY_MS - 1_000, 200],
    ["not used for a second longer", 7 * DAY_MS + 1_000, 401],
  ])("%s: answered %i after %i ms (54)", async (_what, ms, expected) => {
    const deck = await signedInDeck({ setup });
    const browser = await deck.signIn("alice");

    deck.clock.now += ms;

    expect(await status(browser)).toBe(expected);
  });

  test("each use lets it live on, but never past its last day (54)", async () => {
    const deck = await signedInDeck({ setup });
    const browser = await deck.signIn("alice");
    const start = deck.clock.now;

    for (let day = 6; day < 30; day += 6) {
      deck.clock.now = start + day * DAY_MS;
      expect(await status(browser)).toBe(200);
    }
    deck.clock.now = start + 30 * DAY_MS - 1_000;
    const before = await status(browser);
    deck.clock.now = start + 30 * DAY_MS + 1_000;

    expect([before, await status(browser)]).toEqual([200, 401]);
  });

  test("after 7 days without use and after 30 in any case, where nothing is configured (54)", async () => {
    const deck = await signedInDeck();
    const [idle, old] = [await deck.signIn("alice"), await deck.signIn("bob")];
    const start = deck.clock.now;

    deck.clock.now = start + 7 * DAY_MS - 1_000;
    expect(await status(old)).toBe(200);
    deck.clock.now = start + 7 * DAY_MS + 1_000;
    expect([await status(idle), await status(old)]).toEqual([401, 200]);
    for (const day of [13, 19, 25, 29]) {
      deck.clock.now = start + day * DAY_MS;
      await status(old);
    }
    deck.clock.now = start + 30 * DAY_MS + 1_000;

    expect(await status(old)).toBe(401);
  });

  test("use is noticed where little time without it is allowed (54)", async () => {
    const deck = await signedInDeck({ setup: { idleMs: 40_000, maxAgeMs: DAY_MS } });
    const browser = await deck.signIn("alice");

    for (let times = 0; times < 6; times++) {
      deck.clock.now += 30_000;
      expect(await status(browser)).toBe(200);
    }
    deck.clock.now += 41_000;

    expect(await status(browser)).toBe(401);
  });

  test("use is written at most once a minute (60)", async () => {
    const deck = await signedInDeck();
    const browser = await deck.signIn("alice");
    deck.elsewhere.changedElsewhere();

    deck.clock.now += 59_000;
    await Promise.all(Array.from({ length: 10 }, () => browser.get("/api/me")));
    const early = deck.elsewhere.changedElsewhere();
    deck.clock.now += 2_000;
    await Promise.all(Array.from({ length: 10 }, () => browser.get("/api/me")));
    const late = deck.elsewhere.changedElsewhere();
    await Promise.all(Array.from({ length: 10 }, () => browser.get("/api/me")));

    expect([early, late, deck.elsewhere.changedElsewhere()]).toEqual([false, true, false]);
  });
});

/** Begins a stream of Alice's, with one event on it, and another stream that must live on. */
async function streaming(
  deck: SignedInDeck & { readonly engine: FakeEngine },
): Promise<{ alice: Browser; stream: SseClient; others: SseClient }> {
  const [alice, bob] = [await deck.signIn("alice"), await deck.signIn("bob")];
  const [stream, others] = [alice.stream(), bob.stream()];
  await Promise.all([stream.head, others.head]);
  for (const source of deck.engine.streams)
    source.push({ id: "1", type: "session-removed", data: '{"key":"a"}' });
  await Promise.all([stream.count(1), others.count(1)]);
  return { alice, stream, others };
}

/** That a stream said `auth` and ended, with nothing of what happened afterwards, while others go on. */
async function expectEnded(
  deck: SignedInDeck & { readonly engine: FakeEngine },
  { stream, others }: { readonly stream: SseClient; readonly others: SseClient },
): Promise<void> {
  await stream.closed;
  for (const source of deck.engine.streams) {
    source.push({ id: "2", type: "session-removed", data: '{"key":"after"}' });
  }
  await others.count(2);
  expect(stream.events.map(({ event, data }) => [event, data])).toEqual([
    ["session-removed", '{"key":"a"}'],
    ["auth", "{}"],
  ]);
  expect(others.events.map(({ data }) => data)).toEqual(['{"key":"a"}', '{"key":"after"}']);
  expect(deck.engine.streams.filter(({ closed }) => closed)).toHaveLength(1);
}

describe("a stream whose session ends says so and nothing after it", () => {
  type Open = SignedInDeck & { readonly engine: FakeEngine };
  const inProcess: readonly (readonly [string, (deck: Open, alice: Browser) => Promise<unknown>])[] = [
    ["signed out in another tab", (_deck, alice) => signOut(alice.copy())],
    ["somebody signs in anew in the same browser", (_deck, alice) => signInWith(alice.copy(), "alice")],
    [
      "an admin ended all sign-ins",
      async (deck) => post(await deck.signIn(ADMIN), "/api/users/alice/revoke", {}),
    ],
    [
      "an admin blocked the user",
      async (deck) => post(await deck.signIn(ADMIN), "/api/users/alice/block", { blocked: true }),
    ],
  ];

  test.each(inProcess)("at once: %s (55, 56)", async (_how, end) => {
    const deck = await signedInDeck();
    const open = await streaming(deck);

    const began = performance.now();
    await end(deck, open.alice);
    // What happens between the end of the session and that of the connection is not told either.
    deck.engine.streams[0]?.push({ id: "3", type: "session-removed", data: '{"key":"late"}' });
    await expectEnded(deck, open);

    expect(performance.now() - began).toBeLessThan(900);
  });

  const elsewhere: readonly (readonly [string, (accounts: Accounts) => unknown])[] = [
    ["all sign-ins were ended", (accounts) => accounts.sessions.endAllOf("alice")],
    ["the user was blocked", (accounts) => accounts.users.setBlocked("alice", true)],
    ["the user was released", (accounts) => accounts.users.release("alice")],
  ];

  test.each(elsewhere)("within two seconds, when another process did it: %s (55, 56)", async (_how, end) => {
    const deck = await signedInDeck();
    const open = await streaming(deck);

    const began = performance.now();
    end(deck.elsewhere);
    await expectEnded(deck, open);

    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await status(open.alice)).not.toBe(200);
  });

  test.each([
    ["not used for too long", 7 * DAY_MS + 1_000],
    ["too old", 30 * DAY_MS + 1_000],
  ])("within five seconds, by time: %s (54, 55)", async (_what, ms) => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");
    const stream = alice.stream();
    await stream.head;

    const began = performance.now();
    deck.clock.now += ms;
    await stream.closed;

    expect(stream.events.map(({ event }) => event)).toEqual(["auth"]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("also when the database did not answer at the moment it was noticed (55, 62)", async () => {
    const broken = { is: false };
    const deck = await signedInDeck({ around: (accounts) => breakable(accounts, broken, ["get"]) });
    const open = await streaming(deck);

    broken.is = true;
    deck.elsewhere.sessions.endAllOf("alice");
    // The watch has noticed the change by the time that it asked for both sessions and got no answer.
    await asked(broken, 2);
    broken.is = false;

    await expectEnded(deck, open);
  });

  test("and a sign-out is done, although the database fails when the streams are looked at (60, 62)", async () => {
    const broken: Broken = { is: false };
    const deck = await signedInDeck({ around: (accounts) => breakable(accounts, broken, ["get"]) });
    const open = await streaming(deck);
    broken.after = "end";

    const out = await signOut(open.alice.copy());
    broken.is = false;

    expect(out.status).toBe(200);
    await expectEnded(deck, open);
  });
});

/** How often what is broken was asked, and who waits for that. */
interface Broken {
  is: boolean;
  /** The method after which it breaks. */
  after?: string;
  asked?: number;
  onAsked?: () => void;
}

function asked(broken: Broken, times: number): Promise<void> {
  return new Promise((resolve) => {
    broken.onAsked = () => {
      if ((broken.asked ?? 0) >= times) resolve();
    };
  });
}

/** Accounts whose sessions do not answer to some methods while they are broken. */
function breakable(accounts: Accounts, broken: Broken, methods: readonly string[]): Accounts {
  const sessions = new Proxy(accounts.sessions, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: readonly unknown[]): unknown => {
        if (broken.is && methods.includes(String(name))) {
          broken.asked = (broken.asked ?? 0) + 1;
          broken.onAsked?.();
          throw new VibeDeckError("UNAVAILABLE", "Sign-ins cannot be looked up at the moment.");
        }
        const result: unknown = Reflect.apply(value, target, args);
        if (String(name) === broken.after) broken.is = true;
        return result;
      };
    },
  });
  return { ...accounts, sessions };
}

describe("sessions that cannot be looked up", () => {
  test("are answered 503 and are there again afterwards; nobody is signed out or let in (62)", async () => {
    const broken = { is: false };
    const deck = await signedInDeck({ around: (accounts) => breakable(accounts, broken, ["get"]) });
    const alice = await deck.signIn("alice");
    const stream = alice.stream();
    await stream.head;

    broken.is = true;
    const answers = [await alice.get("/api/me"), await alice.get("/api/sessions")];
    const page = await alice.get("/", { "sec-fetch-mode": "navigate", accept: "text/html" });
    broken.is = false;

    for (const answer of answers) {
      expect([answer.status, answer.code]).toEqual([503, "UNAVAILABLE"]);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
    expect(page.status).toBe(503);
    expect(await status(alice)).toBe(200);
    expect(stream.events).toEqual([]);
  });

  test("let the process answer supervisors, and strangers, as before (62)", async () => {
    const broken = { is: true };
    const deck = await signedInDeck({ around: (accounts) => breakable(accounts, broken, ["get"]) });

    const answers = [await deck.browser().get("/healthz"), await deck.browser().get("/api/me")];

    expect(answers.map((answer) => answer.status)).toEqual([200, 401]);
  });

  test("do not sign anybody in half: what cannot be stored gives no cookie (62)", async () => {
    const broken = { is: true };
    const deck = await signedInDeck({ around: (accounts) => breakable(accounts, broken, ["put"]) });
    const browser = deck.browser();

    const back = await signInWith(browser, "alice");

    expect(back.status).toBe(503);
    expect((back.headers["set-cookie"] ?? []).filter((cookie) => /=[\w-]{43}\./.test(cookie))).toEqual([]);
    expect(await status(browser)).toBe(401);
  });
});

describe("sessions over a restart", () => {
  async function restarted(
    before: SignedInDeck,
    options: Parameters<typeof signedInDeck>[0],
  ): Promise<SignedInDeck> {
    await before.close();
    return signedInDeck({ stateDir: before.stateDir, clock: before.clock, ...options });
  }

  test("last", async () => {
    const before = await signedInDeck();
    const alice = await before.signIn("alice");
    const deck = await restarted(before, {});

    expect(await status(browserFor(deck.port, alice.cookies))).toBe(200);
  });

  test("made under another provider or another id claim are nobody's (63)", async () => {
    const before = await signedInDeck({ provider: fakeProvider("by sub") });
    const alice = await before.signIn("alice");
    const deck = await restarted(before, { provider: fakeProvider("by email") });
    const browser = browserFor(deck.port, alice.cookies);

    const answer = await browser.get("/api/me");
    await signInWith(browser, "alice");

    expect([answer.status, answer.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(await status(browser)).toBe(200);
  });

  test("of somebody who is not on the list any more are refused once, and then over (40)", async () => {
    const before = await signedInDeck();
    const alice = await before.signIn("alice");
    const deck = await restarted(before, { rules: { allowedUsers: ["bob"] } });
    const browser = browserFor(deck.port, alice.cookies);

    const first = await browser.get("/api/sessions");
    const kept = deck.elsewhere.sessions.countOf("alice", 0);
    const second = await browser.get("/api/sessions");
    const back = await signInWith(browser, "alice");

    expect([first.status, first.code]).toEqual([403, "SIGN_IN_REFUSED"]);
    expect(first.text).not.toContain("alice");
    expect([second.status, second.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(kept).toBe(0);
    expect(back.status).toBe(403);
    expect(await status(browser)).toBe(401);
  });

  test("show a person who is not on the list any more a page that says so, and no way in circles (40)", async () => {
    const before = await signedInDeck();
    const alice = await before.signIn("alice");
    const deck = await restarted(before, { rules: { allowedUsers: ["bob"] } });

    const page = await browserFor(deck.port, alice.cookies).get("/", {
      "sec-fetch-mode": "navigate",
      accept: "text/html",
    });

    expect([page.status, page.headers.location]).toEqual([403, undefined]);
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.text).not.toContain("alice");
  });

  test("of an admin who is none any more see only their own at once (96)", async () => {
    const before = await signedInDeck();
    const admin = await before.signIn(ADMIN);
    const all = await admin.get("/api/sessions?all=1");
    const deck = await restarted(before, { rules: { adminUsers: [] } });
    const browser = browserFor(deck.port, admin.cookies);

    const answers = [await browser.get("/api/sessions?all=1"), await browser.get("/api/users")];

    expect(all.json()).toMatchObject({ total: 3 });
    expect(answers[0]?.json()).toMatchObject({ total: 0 });
    expect(answers[1]?.status).toBe(404);
    expect((await browser.get("/api/me")).json()).not.toHaveProperty("principal.admin");
  });

  test("of a user who has become an admin are an admin's at once", async () => {
    const before = await signedInDeck();
    const alice = await before.signIn("alice");
    const deck = await restarted(before, { rules: { adminUsers: ["alice"] } });

    const answer = await browserFor(deck.port, alice.cookies).get("/api/users");

    expect(answer.status).toBe(200);
  });

  test("that do not fit who the user is bound to are nobody's (20, 63)", async () => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");
    await deck.signIn("bob");
    const [[name = "", value = ""] = []] = alice.cookies;
    const id = value.split(".")[0] ?? "";
    const kept = deck.accounts.sessions.get(id);
    if (kept === undefined) throw new Error("the session is not there");

    deck.elsewhere.sessions.put(id, { ...kept, identity: person("alice", { subject: "another" }) });
    const bySubject = await status(browserFor(deck.port, [[name, value]]));
    deck.elsewhere.sessions.put(id, {
      ...kept,
      identity: person("alice", { issuer: "https://other.example" }),
    });
    const byIssuer = await status(browserFor(deck.port, [[name, value]]));
    deck.elsewhere.sessions.put(id, { ...kept, user: "bob" });
    const byUser = await status(browserFor(deck.port, [[name, value]]));

    expect([bySubject, byIssuer, byUser]).toEqual([403, 403, 403]);
  });
});

describe("what the rules look at", () => {
  test.each([
    ["the right domain, verified", { email: "a@corp.com" }, true],
    ["a domain that only ends like it", { email: "a@exploitcorp.com" }, false],
    ["a domain below it", { email: "a@sub.corp.com" }, false],
    ["another domain after it", { email: "a@corp.com@evil.com" }, false],
    ["a longer domain", { email: "a@corp.com.evil" }, false],
    ["a quoted address", { email: '"a@corp.com"@evil.com' }, false],
    ["the domain in capitals", { email: "A@CORP.COM" }, true],
    ["a letter that folds into it", { email: "a@\u212aorp.com" }, false],
    ["nobody before it", { email: "@corp.com" }, false],
    ["an address that is not verified", { email: "a@corp.com", emailVerified: false }, false],
  ])("%s (21)", async (_what, more, enters) => {
    const provider = fakeProvider();
    provider.people.set(codeOf("alice"), person("alice", more));
    const rules = { allowedUsers: [], allowedDomains: ["corp.com", "korp.com"] };
    const deck = await signedInDeck({ provider, rules });
    const browser = deck.browser();

    const back = await signInWith(browser, "alice");

    expect(back.status).toBe(enters ? back.status : 403);
    expect(await status(browser)).toBe(enters ? 200 : 401);
    expect(deck.elsewhere.users.list()).toHaveLength(enters ? 1 : 0);
  });
});

test("who has signed in is nowhere to be found by its secrets (42, 256)", async () => {
  const lines: string[] = [];
  const note = (fields: object, message: string): void => void lines.push(JSON.stringify(fields) + message);
  const logger = { debug: note, info: note, warn: note, error: note };
  const deck = await signedInDeck({ logger, rules: { allowedUsers: ["alice", ADMIN] } });
  const browser = await deck.signIn("alice");
  const refused = deck.browser();
  await signInWith(refused, "bob");
  await browser.get("/api/sessions?q=s3arched");
  await browserFor(deck.port, [
    [...browser.cookies.keys()].map((name) => [name, "f0rged.c00kie"] as const)[0] ?? ["", ""],
  ]).get("/api/me");
  const admin = await deck.signIn(ADMIN);
  await post(admin, "/api/users/alice/revoke", {});
  const cookies = [browser, refused, admin].flatMap((one) => [...one.cookies.values()]);
  await signOut(admin);

  const log = lines.join("\n");
  const secrets = [SECRET, "n0nce", "s3arched", "c00kie", "mail.example", codeOf("alice"), codeOf("bob")];
  expect(lines.length).toBeGreaterThan(5);
  for (const secret of [...secrets, ...cookies, ...cookies.flatMap((value) => value.split("."))]) {
    expect(log).not.toContain(secret);
  }
  const audit = JSON.stringify(deck.elsewhere.audit.read({}));
  for (const secret of [...secrets, ...cookies]) expect(audit).not.toContain(secret);
});
