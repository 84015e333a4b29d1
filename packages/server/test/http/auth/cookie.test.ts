import { createHash } from "node:crypto";
import Keygrip from "keygrip";
import { describe, expect, test } from "vitest";
import { type Browser, browserFor } from "../support/browser.ts";
import { codeOf, fakeProvider, person } from "../support/fake-provider.ts";
import type { Answer } from "../support/server.ts";
import { SECRET, signedInDeck, signInWith, signOut } from "../support/signed-in.ts";

const NAME = `__Host-vibedeck-${createHash("sha256").update("https://deck.example/").digest("hex").slice(0, 8)}`;

/** What an answer says of the cookie of the session, each time that it says something. */
function said(answer: Answer, name: string = NAME): readonly string[] {
  return (answer.headers["set-cookie"] ?? []).filter((cookie) => cookie.startsWith(`${name}=`));
}

async function status(browser: Browser): Promise<number> {
  return (await browser.get("/api/me")).status;
}

function partsOf(browser: Browser, name: string = NAME): readonly [string, string] {
  const [id = "", signature = ""] = (browser.cookies.get(name) ?? "").split(".");
  return [id, signature];
}

describe("the cookie of a session", () => {
  test("is set once, for this host and https alone, out of reach of scripts and of other sites (50)", async () => {
    const deck = await signedInDeck({ setup: { maxAgeMs: 3_600_000, idleMs: 60_000 } });

    const [cookie, ...more] = said(await signInWith(deck.browser(), "alice"));

    expect(more).toEqual([]);
    const [pair, ...flags] = (cookie ?? "").split("; ");
    expect(pair).toMatch(/^__Host-vibedeck-[0-9a-f]{8}=[\w-]{43}\.[\w-]{43}$/);
    expect(flags.sort()).toEqual(["HttpOnly", "Max-Age=3600", "Path=/", "SameSite=Lax", "Secure"]);
  });

  test("is for https by the public address, although the hop to the proxy is plain (51)", async () => {
    const deck = await signedInDeck();
    const browser = deck.browser();

    const back = await signInWith(browser, "alice");

    expect([302, 303]).toContain(back.status);
    expect(said(back)[0]).toContain("; Secure");
    expect(await status(browser)).toBe(200);
  });

  test("is replaced by one with the same flags when somebody signs in again, and cleared with them (50, 51)", async () => {
    const deck = await signedInDeck();
    const browser = await deck.signIn("alice");

    const again = said(await signInWith(browser, "alice"));
    const out = said(await signOut(browser));

    expect(again).toHaveLength(1);
    expect(again[0]).toMatch(/; Secure/);
    expect(out).toHaveLength(1);
    expect(out[0]).toMatch(/=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  });

  test("needs no https where the public address has none", async () => {
    const deck = await signedInDeck({ publicUrl: "http://localhost:8080" });
    const browser = deck.browser();

    const cookies = (await signInWith(browser, "alice")).headers["set-cookie"] ?? [];

    const session = cookies.filter((cookie) => /^vibedeck-[0-9a-f]{8}=[\w-]{43}\./.test(cookie));
    expect(session).toHaveLength(1);
    expect(cookies.join()).not.toContain("Secure");
    expect(await status(browser)).toBe(200);
  });

  test("stays small however much the provider says (52)", async () => {
    const provider = fakeProvider();
    const groups = Array.from({ length: 5_000 }, (_, index) => `group-${index}-${"g".repeat(100)}`);
    provider.people.set(codeOf("alice"), person("alice", { groups, name: "n".repeat(100_000) }));
    const deck = await signedInDeck({ provider });
    const browser = deck.browser();

    const [cookie] = said(await signInWith(browser, "alice"));

    expect((cookie ?? "").split(";")[0]?.length).toBeLessThanOrEqual(200);
    expect(await status(browser)).toBe(200);
  });

  test("is new at each sign-in, and the one before is worth nothing (48)", async () => {
    const deck = await signedInDeck();
    const browser = await deck.signIn("alice");
    const before = browser.copy();

    await signInWith(browser, "alice");

    expect(browser.cookies.get(NAME)).not.toBe(before.cookies.get(NAME));
    expect([await status(browser), await status(before)]).toEqual([200, 401]);
  });

  test("is never the one that somebody else put into the browser before (48)", async () => {
    const deck = await signedInDeck();
    const eve = await deck.signIn("bob");
    await signOut(eve);
    const [id] = partsOf(await deck.signIn("bob"));
    const planted = [
      `${id}.${new Keygrip([SECRET], "sha256").sign(`${NAME}=${id}`)}`,
      `${"A".repeat(43)}.${new Keygrip([SECRET], "sha256").sign(`${NAME}=${"A".repeat(43)}`)}`,
    ];

    for (const value of planted) {
      const victim = browserFor(deck.port, [[NAME, value]]);
      const attacker = victim.copy();
      await signInWith(victim, "alice");

      expect(victim.cookies.get(NAME)).not.toBe(value);
      expect(await status(victim)).toBe(200);
      expect(await status(attacker)).toBe(401);
    }
  });

  test("is worth nothing when it was tampered with, and breaks nothing (46)", async () => {
    const deck = await signedInDeck();
    const [alice, bob] = [await deck.signIn("alice"), await deck.signIn("bob")];
    const [id, signature] = partsOf(alice);
    const [bobId, bobSignature] = partsOf(bob);
    const flipped = (text: string, at: number): string =>
      text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    const forOther = new Keygrip([SECRET], "sha256").sign(`other-cookie=${id}`);
    const unnamed = new Keygrip([SECRET], "sha256").sign(id);
    const values = [
      ...[...id].map((_, at) => `${flipped(id, at)}.${signature}`),
      ...[...signature].slice(0, -1).map((_, at) => `${id}.${flipped(signature, at)}`),
      ...[
        id,
        `${id}.`,
        `.${signature}`,
        `.${id}`,
        `${id}.${id}`,
        `${id}.${bobSignature}`,
        `${bobId}.${signature}`,
      ],
      ...[
        `${id}.${forOther}`,
        `${id}.${unnamed}`,
        `${id}.${signature}.`,
        `${id}.${signature}x`,
        `"${id}.${signature}"`,
      ],
      ...[
        `${id}.${signature.toUpperCase()}`,
        `${id}%2e${signature}`,
        "",
        ".",
        "..",
        "__proto__",
        "null",
        "{}",
      ],
      ...["x".repeat(8_000), `${id.repeat(20)}.${signature}`, "\u00ff\u00fe".repeat(40), "%00%00", "a=b=c"],
    ];

    for (const value of values) {
      const answer = await browserFor(deck.port, [[NAME, value]]).get("/api/me");
      expect([value, answer.status, answer.code]).toEqual([value, 401, "UNAUTHENTICATED"]);
    }
    // What is nobody's still reaches what is open.
    expect((await browserFor(deck.port, [[NAME, "x"]]).get("/healthz")).status).toBe(200);
    expect([await status(alice), await status(bob)]).toEqual([200, 200]);
  });

  test("counts only once: of two of its name one was planted (49)", async () => {
    const deck = await signedInDeck();
    const [alice, bob] = [await deck.signIn("alice"), await deck.signIn("bob")];
    const ask = async (cookie: string): Promise<number> =>
      (await deck.browser().get("/api/me", { cookie })).status;

    const [ours = "", theirs = ""] = [alice.cookie, bob.cookie];

    expect(await ask(`${ours}; other=1`)).toBe(200);
    for (const both of [
      `${ours}; ${theirs}`,
      `${theirs}; ${ours}`,
      `${ours}; ${ours}`,
      `${ours}; ${NAME}=`,
    ]) {
      expect(await ask(both)).toBe(401);
    }
  });

  test("of another name is none: without its prefix a neighbour could have set it (49)", async () => {
    const deck = await signedInDeck();
    const alice = await deck.signIn("alice");
    const value = alice.cookies.get(NAME) ?? "";
    const names = [
      NAME.replace("__Host-", ""),
      NAME.replace("__Host-", "__Secure-"),
      NAME.toLowerCase(),
      `x${NAME}`,
    ];

    for (const name of names) {
      expect(await status(browserFor(deck.port, [[name, value]]))).toBe(401);
    }
    expect(await status(browserFor(deck.port, [[NAME, value]]))).toBe(200);
  });

  test("of another deployment on the same host has another name, and its signature is no use (46, 49)", async () => {
    const one = await signedInDeck({ publicUrl: "https://deck.example/one" });
    const two = await signedInDeck({ publicUrl: "https://deck.example/two", stateDir: one.stateDir });
    const alice = one.browser();
    await signInWith(alice, "alice", "/one");
    const [[name = "", value = ""] = []] = alice.cookies;
    const other = two.browser();
    await signInWith(other, "alice", "/two");
    const [[otherName = ""] = []] = other.cookies;

    expect(otherName).not.toBe(name);
    expect(await status(browserFor(two.port, [[otherName, value]]))).toBe(401);
    expect(await status(browserFor(one.port, [[name, value]]))).toBe(200);
  });

  test("too large for any browser is refused before it is read (46)", async () => {
    const deck = await signedInDeck();

    const answer = await browserFor(deck.port, [[NAME, "x".repeat(17_000)]]).get("/api/me");

    expect(answer.status).toBe(431);
  });
});

describe("secrets that rotate", () => {
  const [OLD, NEW] = ["an-older-secret-0123456789-0123456789", "a-newer-secret-0123456789-0123456789"];

  test("are all believed and the first signs; what the last one signed is nobody's once it is gone (53)", async () => {
    const before = await signedInDeck({ setup: { sessionSecrets: [OLD] } });
    const alice = await before.signIn("alice");
    await before.close();
    const { stateDir } = before;

    const both = await signedInDeck({ stateDir, setup: { sessionSecrets: [NEW, OLD] } });
    const renewed = browserFor(both.port, alice.cookies);
    const first = await renewed.get("/api/me");
    const second = await renewed.get("/api/me");
    await both.close();
    const after = await signedInDeck({ stateDir, setup: { sessionSecrets: [NEW] } });

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(said(first)).toHaveLength(1);
    expect(said(first)[0]).toMatch(/; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    expect(said(second)).toEqual([]);
    expect(await status(browserFor(after.port, renewed.cookies))).toBe(200);
    expect(await status(browserFor(after.port, alice.cookies))).toBe(401);
  });

  test("sign a stream's cookie anew too, before its first byte (53, 61)", async () => {
    const before = await signedInDeck({ setup: { sessionSecrets: [OLD] } });
    const alice = await before.signIn("alice");
    await before.close();
    const deck = await signedInDeck({ stateDir: before.stateDir, setup: { sessionSecrets: [NEW, OLD] } });

    const head = await browserFor(deck.port, alice.cookies).stream().head;

    expect(head).toMatch(/^HTTP\/1.1 200/);
    expect(head.match(/^set-cookie: __Host-vibedeck-.*; Secure$/gim)).toHaveLength(1);
  });

  test("are never in an answer that a cache before the server may keep for others (53, 86)", async () => {
    const before = await signedInDeck({ setup: { sessionSecrets: [OLD] } });
    const alice = await before.signIn("alice");
    await before.close();
    const deck = await signedInDeck({ stateDir: before.stateDir, setup: { sessionSecrets: [NEW, OLD] } });
    const browser = browserFor(deck.port, alice.cookies);

    const style = await browser.get("/auth/page.css");
    const me = await browser.get("/api/me");

    expect(style.headers["cache-control"]).toMatch(/^public/);
    expect(style.headers["set-cookie"]).toBeUndefined();
    expect([me.headers["cache-control"], said(me).length]).toEqual(["no-store", 1]);
  });

  test("clear the cookie at sign-out and do not set it on the way (53)", async () => {
    const before = await signedInDeck({ setup: { sessionSecrets: [OLD] } });
    const alice = await before.signIn("alice");
    await before.close();
    const deck = await signedInDeck({ stateDir: before.stateDir, setup: { sessionSecrets: [NEW, OLD] } });

    const out = await signOut(browserFor(deck.port, alice.cookies));

    expect(said(out)).toHaveLength(1);
    expect(said(out)[0]).toContain("=; Max-Age=0;");
  });
});
