import { describe, expect, test } from "vitest";
import { breakable } from "../support/breakable.ts";
import type { Browser } from "../support/browser.ts";
import { signedInDeck, signInWith } from "../support/signed-in.ts";

async function status(browser: Browser): Promise<number> {
  return (await browser.get("/api/me")).status;
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
