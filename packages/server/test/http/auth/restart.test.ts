import { describe, expect, test } from "vitest";
import { type Browser, browserFor } from "../support/browser.ts";
import { fakeProvider, person } from "../support/fake-provider.ts";
import { ADMIN, type SignedInDeck, signedInDeck, signInWith } from "../support/signed-in.ts";

async function status(browser: Browser): Promise<number> {
  return (await browser.get("/api/me")).status;
}

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
