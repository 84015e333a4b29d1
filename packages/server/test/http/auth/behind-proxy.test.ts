import { type RequestAuthenticator, silentLogger } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import proxy from "../../../src/auth/proxy/plugin.ts";
import type { AdmissionRules } from "../../../src/auth/setup.ts";
import { NAVIGATION } from "../support/browser.ts";
import { type SignedInDeck, signedInDeck } from "../support/signed-in.ts";

function proxyAuthenticator(signOutUrl?: string): RequestAuthenticator {
  const made = proxy.create({
    config: {
      user_header: "x-forwarded-user",
      name_header: "x-name",
      email_header: "x-forwarded-email",
      groups_header: "x-groups",
      issuer: "proxy",
      sign_out_url: signOutUrl,
    },
    logger: silentLogger,
    signal: new AbortController().signal,
    publicUrl: "https://deck.example",
  });
  if (made.kind !== "request") throw new Error("It must recognise people by each request.");
  return made;
}

interface Options {
  /** Default: the address that the tests come from. */
  readonly trusted?: readonly string[];
  readonly signOutUrl?: string;
  readonly rules?: Partial<AdmissionRules>;
}

/** A whole server behind a proxy that signs people in. */
async function behindProxy({
  trusted = ["127.0.0.1"],
  signOutUrl,
  rules = {},
}: Options = {}): Promise<SignedInDeck> {
  return signedInDeck({
    trustedProxies: trusted,
    setup: { authenticator: proxyAuthenticator(signOutUrl) },
    rules,
  });
}

const ALICE = { "x-forwarded-user": "alice" };

describe("behind a proxy that signs people in", () => {
  test("whom it names is there at once, without a cookie or a session of ours", async () => {
    const deck = await behindProxy();
    const browser = deck.browser();

    const answer = await browser.get("/api/me", { ...ALICE, "x-name": "Alice" });

    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ principal: { id: "alice", name: "Alice" }, canSignOut: false });
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(deck.accounts.sessions.countOf("alice", 0)).toBe(0);
    expect(deck.accounts.audit.read({}).map(({ act, user }) => [act, user])).toEqual([["sign-in", "alice"]]);
  });

  test("each request is asked anew: nothing of one is left for the next (79)", async () => {
    const deck = await behindProxy();
    const browser = deck.browser();

    const asked = [await browser.get("/api/me", ALICE), await browser.get("/api/me")];
    const other = await browser.get("/api/me", { "x-forwarded-user": "bob" });

    expect(asked.map(({ status }) => status)).toEqual([200, 401]);
    expect(other.json()).toMatchObject({ principal: { id: "bob" } });
  });

  test("a stranger who reaches the server past it is nobody, whatever the headers say (79, 80)", async () => {
    const deck = await behindProxy({ trusted: ["192.0.2.1", "10.0.0.0/8"] });
    const claims = [
      ALICE,
      { ...ALICE, "x-forwarded-for": "192.0.2.1" },
      { ...ALICE, "x-real-ip": "192.0.2.1", forwarded: "for=192.0.2.1;by=10.0.0.1" },
      { ...ALICE, "user-agent": "kube-probe/1.31", authorization: "Bearer x" },
    ];

    for (const headers of claims) {
      const answer = await deck.browser().get("/api/me", headers);
      expect([answer.status, answer.code]).toEqual([401, "UNAUTHENTICATED"]);
      expect((await deck.browser().get("/api/sessions", headers)).status).toBe(401);
    }
    expect(deck.accounts.users.list()).toEqual([]);
  });

  test("headers that are only written alike, or say two things, name nobody (79)", async () => {
    const deck = await behindProxy();
    const claims = [
      { x_forwarded_user: "alice" },
      { "x-forwarded_user": "alice" },
      { "x.forwarded.user": "alice" },
      { "x-forwarded-user": ["alice", "bob"] },
      { "x-forwarded-user": ["alice", "alice"] },
      { "x-forwarded-user": "bob, alice" },
      { "x-forwarded-user": "" },
      { "x-forwarded-user": "a".repeat(513) },
      {
        "x-name": "alice",
        "x-forwarded-email": "alice@corp.example",
        remote_user: "alice",
        "remote-user": "alice",
      },
    ];

    for (const headers of claims) {
      expect([headers, (await deck.browser().get("/api/me", headers)).status]).toEqual([headers, 401]);
    }
  });

  test("an underscored twin beside the header changes nothing (79)", async () => {
    const deck = await behindProxy();

    const headers = { ...ALICE, x_forwarded_user: "root-of-all" };
    const answer = await deck.browser().get("/api/me", headers);
    const asAdmin = await deck.browser().get("/api/users", headers);

    expect(answer.json()).toMatchObject({ principal: { kind: "user", id: "alice" } });
    expect(asAdmin.status).toBe(404);
  });

  test("its word on hosts and schemes is not taken: only the Host header counts (79)", async () => {
    const deck = await behindProxy();
    const told = {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "javascript",
      forwarded: "host=evil.example",
    };

    const page = await deck.browser().get("/auth/sign-in", { ...NAVIGATION, ...told });
    const away = await deck.browser().get("/s/x", { ...NAVIGATION, ...told });
    const wrong = await deck.browser().get("/api/me", { ...ALICE, host: "evil.example" });

    expect(page.text).not.toContain("evil.example");
    expect(away.headers.location).toBe("/auth/sign-in?return_to=%2Fs%2Fx");
    expect(wrong.status).toBe(421);
  });

  test("an address that it vouches for counts as verified", async () => {
    const rules = { allowedUsers: [], allowedDomains: ["corp.example"] };
    const deck = await behindProxy({ rules });
    const status = async (email: string): Promise<number> => {
      const headers = { "x-forwarded-user": "zoe", "x-forwarded-email": email };
      return (await deck.browser().get("/api/me", headers)).status;
    };

    expect(await status("zoe@corp.example")).toBe(200);
    for (const other of [
      "zoe@evil.example",
      "zoe@corp.example.evil",
      "zoe@corp.example@evil.example",
      "corp.example",
    ]) {
      expect([other, await status(other)]).toEqual([other, 403]);
    }
  });

  test("whoever may not enter is told so on a page, without being sent anywhere (40)", async () => {
    const deck = await behindProxy();
    const mallory = { "x-forwarded-user": "mallory" };

    const page = await deck.browser().get("/", { ...NAVIGATION, ...mallory });
    const api = await deck.browser().get("/api/me", mallory);

    expect(page.status).toBe(403);
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers.location).toBeUndefined();
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'; style-src 'self'");
    expect(page.text).toContain("This account may not sign in here.");
    expect([api.status, api.code]).toEqual([403, "SIGN_IN_REFUSED"]);
    expect(deck.accounts.users.list()).toEqual([]);
    expect(deck.accounts.audit.read({}).map(({ act }) => act)).toEqual(["refused"]);
  });

  test("whoever is blocked is out with the next request (40)", async () => {
    const deck = await behindProxy();
    const browser = deck.browser();
    expect((await browser.get("/api/me", ALICE)).status).toBe(200);

    deck.elsewhere.users.setBlocked("alice", true);

    expect((await browser.get("/api/me", ALICE)).status).toBe(403);
  });

  test("another site's page changes nothing, although the proxy vouches for the browser (64, 65)", async () => {
    const deck = await behindProxy();
    const json = { ...ALICE, "content-type": "application/json" };
    const nothing = { "sec-fetch-site": undefined, "sec-fetch-mode": undefined };
    const foreign = [
      { ...json, "sec-fetch-site": "cross-site" },
      { ...json, "sec-fetch-site": "same-site" },
      { ...json, ...nothing, origin: "https://evil.example" },
      { ...json, ...nothing, origin: "null" },
      { ...json, ...nothing },
    ];

    for (const headers of foreign) {
      const answer = await deck.browser().send("POST", "/auth/logout", headers, "{}");
      expect([answer.status, answer.code]).toEqual([403, "FORBIDDEN_ORIGIN"]);
    }
  });
});

describe("the addresses of sign-in behind such a proxy", () => {
  test("say where one signs in, and go on for whoever is known", async () => {
    const deck = await behindProxy();

    const unknown = await deck.browser().get("/auth/sign-in?return_to=/s/x", NAVIGATION);
    const known = await deck.browser().get("/auth/sign-in?return_to=/s/x", { ...NAVIGATION, ...ALICE });
    const away = await deck
      .browser()
      .get("/auth/sign-in?return_to=//evil.example", { ...NAVIGATION, ...ALICE });

    expect(unknown.status).toBe(200);
    expect(unknown.text).toContain("the proxy before this server");
    expect(unknown.text).toContain('href="/s/x"');
    expect(unknown.text).not.toContain("/auth/login");
    expect([known.status, known.headers.location]).toEqual([303, "/s/x"]);
    expect([away.status, away.headers.location]).toEqual([303, "/"]);
  });

  test("do not claim that anybody is signed out, and link to where it can be done", async () => {
    const deck = await behindProxy({ signOutUrl: "/oauth2/sign_out" });

    const { text } = await deck.browser().get("/auth/sign-in?signed_out", NAVIGATION);

    expect(text).not.toMatch(/signed out/i);
    expect(text).toContain("You may still be signed in at the proxy before this server");
    expect(text).toContain('href="https://deck.example/oauth2/sign_out"');
  });

  test("have no way to a provider and back", async () => {
    const deck = await behindProxy();

    for (const path of ["/auth/login", "/auth/callback", "/auth/callback?code=x&state=y"]) {
      for (const headers of [NAVIGATION, { ...NAVIGATION, ...ALICE }]) {
        const answer = await deck.browser().get(path, headers);
        expect([path, answer.status]).toEqual([path, 404]);
        expect(answer.headers.location).toBeUndefined();
      }
    }
  });

  test("send whoever signs out to the proxy, which alone can do it", async () => {
    const form = { ...ALICE, "content-type": "application/x-www-form-urlencoded" };
    const json = { ...ALICE, "content-type": "application/json" };
    const path = await behindProxy({ signOutUrl: "/oauth2/sign_out" });
    const address = await behindProxy({ signOutUrl: "https://sso.example/logout?a=1&b=2" });
    const none = await behindProxy();
    const url = async (deck: SignedInDeck): Promise<unknown> =>
      (await deck.browser().send("POST", "/auth/logout", json, "{}")).json();
    const location = async (deck: SignedInDeck): Promise<unknown> => {
      const { status, headers } = await deck.browser().send("POST", "/auth/logout", form, "");
      return [status, headers.location];
    };

    expect(await url(path)).toEqual({ signedOut: false, url: "https://deck.example/oauth2/sign_out" });
    expect(await url(address)).toEqual({ signedOut: false, url: "https://sso.example/logout?a=1&b=2" });
    expect(await url(none)).toEqual({ signedOut: false });
    expect(await location(path)).toEqual([303, "https://deck.example/oauth2/sign_out"]);
    expect(await location(address)).toEqual([303, "https://sso.example/logout?a=1&b=2"]);
    expect(await location(none)).toEqual([303, "/auth/sign-in"]);
  });
});
