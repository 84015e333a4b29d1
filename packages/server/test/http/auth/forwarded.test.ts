import { describe, expect, test } from "vitest";
import { NAVIGATION } from "../support/browser.ts";
import type { Answer } from "../support/server.ts";
import { type SignedInDeck, signedInDeck } from "../support/signed-in.ts";

describe("what proxies say", () => {
  const FORWARDED = {
    "x-forwarded-for": "6.6.6.6, 7.7.7.7",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "javascript",
    "x-forwarded-port": "1",
    forwarded: "for=6.6.6.6;host=evil.example;proto=http",
    "x-real-ip": "6.6.6.6",
    x_forwarded_for: "6.6.6.6",
  };

  async function from(deck: SignedInDeck): Promise<string | undefined> {
    return deck.elsewhere.audit.read({ act: "sign-in" }).at(-1)?.from;
  }

  async function signInThrough(deck: SignedInDeck): Promise<Answer> {
    const browser = deck.browser();
    const gone = await browser.get("/auth/login", { ...NAVIGATION, ...FORWARDED });
    const url = new URL(gone.headers.location ?? "");
    expect(url.searchParams.get("redirect_uri")).toBe("https://deck.example/auth/callback");
    const query = `code=c0de-of-alice&state=${url.searchParams.get("state")}`;
    return browser.get(`/auth/callback?${query}`, { ...NAVIGATION, ...FORWARDED });
  }

  test("is ignored when a stranger says it: address, host, scheme, cookie (38, 79)", async () => {
    const deck = await signedInDeck();

    const back = await signInThrough(deck);

    expect(back.headers.location).toBe("/");
    expect((back.headers["set-cookie"] ?? []).every((cookie) => /; Secure$/i.test(cookie))).toBe(true);
    expect(await from(deck)).toBe("127.0.0.1");
  });

  test("is ignored from an address that is not one of the trusted (80)", async () => {
    const deck = await signedInDeck({ trustedProxies: ["10.0.0.0/8", "192.0.2.7"] });

    await signInThrough(deck);

    expect(await from(deck)).toBe("127.0.0.1");
  });

  test("is believed of the client's address, from its end, as far as it was written by the trusted (79, 80)", async () => {
    const near = await signedInDeck({ trustedProxies: ["127.0.0.1"] });
    const far = await signedInDeck({ trustedProxies: ["127.0.0.1", "7.7.7.7"] });

    for (const deck of [near, far]) expect((await signInThrough(deck)).headers.location).toBe("/");

    expect([await from(near), await from(far)]).toEqual(["7.7.7.7", "6.6.6.6"]);
  });

  test("names no host that is served, trusted or not (71, 79)", async () => {
    const deck = await signedInDeck({ trustedProxies: ["127.0.0.1"] });
    const alice = await deck.signIn("alice");

    const answers = [
      await alice.get("/api/me", { host: "evil.example", "x-forwarded-host": "deck.example" }),
      await alice.get("/api/me", { host: "evil.example", ...FORWARDED }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([421, 421]);
  });

  test.each(["kube-probe/1.30", "GoogleHC/1.0", "ELB-HealthChecker/2.0"])(
    "opens nothing: not for the program %s either (80)",
    async (agent) => {
      const deck = await signedInDeck({ trustedProxies: ["127.0.0.1"] });

      const answer = await deck.browser().get("/api/sessions", { "user-agent": agent });

      expect(answer.status).toBe(401);
    },
  );
});
