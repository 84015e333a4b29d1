import { afterEach, describe, expect, it, vi } from "vitest";
import {
  authenticatorOf,
  CALLBACK,
  CLIENT_ID,
  CLIENT_SECRET,
  everythingOf,
  rejection,
  STATE,
  signIn,
} from "./support/authenticator.ts";
import { ACCOUNT, type RealProvider, realProvider } from "./support/real-provider.ts";

const tableOf = ({ issuer }: RealProvider): object => ({
  server_metadata_url: `${issuer}/.well-known/openid-configuration`,
  scope: "openid profile email groups",
  groups_claim: "groups",
});

afterEach(() => {
  vi.useRealTimers();
});

describe("with a real OpenID Connect provider", () => {
  it("tells who somebody is, from the ID token and userinfo", async () => {
    const real = await realProvider();

    expect(await signIn(authenticatorOf(tableOf(real)), real.browse)).toEqual({
      issuer: real.issuer,
      subject: ACCOUNT,
      id: ACCOUNT,
      name: "Ann Example",
      email: "ann@corp.example",
      emailVerified: true,
      groups: ["vibedeck", "staff"],
    });
  });

  it("sends the browser with state, nonce and a challenge, and keeps no token", async () => {
    const real = await realProvider();
    const { url, flow } = await authenticatorOf(tableOf(real)).begin(CALLBACK, STATE);

    const asked = Object.fromEntries(new URL(url).searchParams);
    expect(asked).toEqual({
      client_id: CLIENT_ID,
      response_type: "code",
      redirect_uri: CALLBACK,
      scope: "openid profile email groups",
      state: STATE,
      nonce: flow["nonce"],
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
    expect(Object.keys(flow).sort()).toEqual(["nonce", "verifier"]);
    expect(url).not.toContain(flow["verifier"]);
  });

  it("makes a nonce and a verifier anew for each sign-in", async () => {
    const real = await realProvider();
    const authenticator = authenticatorOf(tableOf(real));
    const flows = [await authenticator.begin(CALLBACK, STATE), await authenticator.begin(CALLBACK, STATE)];

    expect(new Set(flows.flatMap(({ flow }) => Object.values(flow))).size).toBe(4);
  });

  it.each(["client_secret_basic", "client_secret_post"] as const)(
    "finds out that a client has to use %s, and remembers it",
    async (authMethod) => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
      const real = await realProvider({ authMethod });
      const authenticator = authenticatorOf(tableOf(real));
      await signIn(authenticator, real.browse);
      const before = real.requests.filter((line) => line === "POST /token").length;
      // The provider is asked anew what it can do.
      vi.setSystemTime(Date.now() + 3_601_000);
      await signIn(authenticator, real.browse);

      expect(real.requests.filter((line) => line === "POST /token").length).toBe(before + 1);
    },
  );

  it("says that the client is not believed when its secret is wrong, and does not repeat the secret (42)", async () => {
    const real = await realProvider({ clientSecret: "another-secret-than-ours" });
    const error = await rejection(signIn(authenticatorOf(tableOf(real)), real.browse));

    expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(error.message).toBe("Who signed in: the provider does not believe who asks.");
    expect(everythingOf(error)).not.toContain(CLIENT_SECRET);
  });

  it("refuses somebody who says no at the provider, in our own words (35)", async () => {
    const real = await realProvider();
    real.refuse();
    const error = await rejection(signIn(authenticatorOf(tableOf(real)), real.browse));

    expect(error).toMatchObject({ code: "SIGN_IN_REFUSED" });
    expect(everythingOf(error)).not.toContain("script");
  });

  it("refuses a code that was used before (29)", async () => {
    const real = await realProvider();
    const authenticator = authenticatorOf(tableOf(real));
    const { url, flow } = await authenticator.begin(CALLBACK, STATE);
    const returned = { url: await real.browse(url), flow, state: STATE };
    await authenticator.finish(returned);

    expect(await rejection(authenticator.finish(returned))).toMatchObject({ code: "SIGN_IN_INVALID" });
  });

  it("refuses the code of another flow, whose verifier it does not have (29)", async () => {
    const real = await realProvider();
    const authenticator = authenticatorOf(tableOf(real));
    const mine = await authenticator.begin(CALLBACK, STATE);
    const other = await authenticator.begin(CALLBACK, STATE);
    const url = await real.browse(other.url);

    expect(await rejection(authenticator.finish({ url, flow: mine.flow, state: STATE }))).toMatchObject({
      code: "SIGN_IN_INVALID",
    });
  });

  it("refuses the ID token of another flow by its nonce, where the verifier fits (30)", async () => {
    const real = await realProvider();
    const authenticator = authenticatorOf(tableOf(real));
    const { url, flow } = await authenticator.begin(CALLBACK, STATE);
    const forged = { ...flow, nonce: "of-another-flow" };
    const error = await rejection(
      authenticator.finish({ url: await real.browse(url), flow: forged, state: STATE }),
    );

    expect(error).toMatchObject({
      code: "SIGN_IN_INVALID",
      message: "The provider's answer belongs to another sign-in.",
    });
  });

  it.each([
    ["another issuer", (url: URL) => url.searchParams.set("iss", "https://evil.example")],
    ["no issuer, though the provider always names it", (url: URL) => url.searchParams.delete("iss")],
    ["two issuers", (url: URL) => url.searchParams.append("iss", "https://evil.example")],
    ["an empty issuer", (url: URL) => url.searchParams.set("iss", "")],
  ])("refuses a callback with %s (31)", async (_what, change) => {
    const real = await realProvider();
    const authenticator = authenticatorOf(tableOf(real));
    const { url, flow } = await authenticator.begin(CALLBACK, STATE);
    const back = new URL(await real.browse(url));
    expect(back.searchParams.get("iss")).toBe(real.issuer);
    change(back);

    expect(await rejection(authenticator.finish({ url: back.href, flow, state: STATE }))).toMatchObject({
      code: "SIGN_IN_INVALID",
    });
    expect(real.requests).not.toContain("POST /token");
  });

  it("takes a key that it does not know yet, a minute after it last looked (39)", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const real = await realProvider();
    const authenticator = authenticatorOf(tableOf(real));
    await signIn(authenticator, real.browse);
    await signIn(authenticator, real.browse);
    expect(real.requests.filter((line) => line === "GET /jwks")).toHaveLength(1);

    real.rotate();
    expect(await rejection(signIn(authenticator, real.browse))).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(real.requests.filter((line) => line === "GET /jwks")).toHaveLength(1);

    vi.setSystemTime(Date.now() + 61_000);
    expect(await signIn(authenticator, real.browse)).toMatchObject({ subject: ACCOUNT });
    expect(real.requests.filter((line) => line === "GET /jwks")).toHaveLength(2);
  });

  it("asks the provider about itself at the first sign-in, and again after an hour (39)", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const real = await realProvider();
    const authenticator = authenticatorOf(tableOf(real));
    const asked = (): number => real.requests.filter((line) => line.includes("/.well-known/")).length;
    expect(asked()).toBe(0);

    await Promise.all([authenticator.begin(CALLBACK, STATE), authenticator.begin(CALLBACK, STATE)]);
    await authenticator.begin(CALLBACK, STATE);
    expect(asked()).toBe(1);

    vi.setSystemTime(Date.now() + 3_601_000);
    await authenticator.begin(CALLBACK, STATE);
    expect(asked()).toBe(2);
  });

  it("knows the page where the provider's own session ends", async () => {
    const real = await realProvider();
    const url = await authenticatorOf(tableOf(real)).signOutUrl?.("https://deck.example/auth/sign-in");

    expect(url?.startsWith(`${real.issuer}/session/end?`)).toBe(true);
    expect(Object.fromEntries(new URL(url ?? "").searchParams)).toEqual({
      client_id: CLIENT_ID,
      post_logout_redirect_uri: "https://deck.example/auth/sign-in",
    });
    expect((await fetch(url ?? "")).status).toBe(200);
  });
});
