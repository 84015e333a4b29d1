import { describe, expect, test } from "vitest";
import type { Browser } from "../support/browser.ts";
import { signedInDeck, signOut } from "../support/signed-in.ts";

async function status(browser: Browser): Promise<number> {
  return (await browser.get("/api/me")).status;
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
