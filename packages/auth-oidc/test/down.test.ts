import { describe, expect, it } from "vitest";
import { createAuthenticator } from "../src/authenticator.ts";
import { SURROUNDINGS } from "../src/limits.ts";
import {
  authenticatorOf,
  CALLBACK,
  configOf,
  keepingLogger,
  rejection,
  STATE,
  signIn,
} from "./support/authenticator.ts";
import { deadAddress, dripping, failureWith, raw, redirect, SCRIPT, silent } from "./support/failure-with.ts";
import { listen } from "./support/listen.ts";
import { type Lies, lyingProvider } from "./support/lying-provider.ts";

describe("the token address", () => {
  const BAD: readonly (readonly [string, Lies["token"], string])[] = [
    ["that says 500 (39)", () => raw(500, "text/html", SCRIPT), "PROVIDER_FAILED"],
    ["that is a page (34)", () => raw(200, "text/html", SCRIPT), "PROVIDER_FAILED"],
    ["that redirects (34)", () => redirect(307, "/token2"), "PROVIDER_FAILED"],
    ["that gives no access token", (honest) => ({ ...honest, access_token: undefined }), "PROVIDER_FAILED"],
    ["that gives a number for one", (honest) => ({ ...honest, access_token: 5 }), "PROVIDER_FAILED"],
    ["that gives a token of an odd type", (honest) => ({ ...honest, token_type: SCRIPT }), "PROVIDER_FAILED"],
    [
      "that gives a token with a line break",
      (honest) => ({ ...honest, access_token: "a\r\nx-evil: 1" }),
      "PROVIDER_FAILED",
    ],
    [
      "that refuses the code (29)",
      () =>
        raw(400, "application/json", JSON.stringify({ error: "invalid_grant", error_description: SCRIPT })),
      "SIGN_IN_INVALID",
    ],
    [
      "that refuses with an error of its own (35)",
      () => raw(400, "application/json", JSON.stringify({ error: SCRIPT })),
      "PROVIDER_FAILED",
    ],
    [
      "that refuses the person",
      () => raw(400, "application/json", '{"error": "access_denied"}'),
      "SIGN_IN_REFUSED",
    ],
    [
      "that answers too much (34)",
      () => raw(200, "application/json", `{"x":"${"x".repeat(5_000_000)}"}`),
      "PROVIDER_FAILED",
    ],
  ];

  it.each(BAD)("%s signs nobody in", async (_what, token, code) => {
    expect(await failureWith(token === undefined ? {} : { token })).toMatchObject({ code });
  });

  it("gets the secret once more, and no more, from a client that it does not believe", async () => {
    const provider = await lyingProvider({
      token: () => raw(401, "application/json", '{"error": "invalid_client"}'),
    });
    await rejection(signIn(authenticatorOf(provider.table), provider.browse));

    expect(provider.requests.filter((line) => line === "POST /token")).toHaveLength(2);
  });
});

describe("a provider that is down or slow", () => {
  const SLOW = { timeoutMs: 150 };

  it.each(["metadata", "token", "jwks", "userinfo"] as const)(
    "is given up when its %s does not come, or comes by drops (39)",
    async (what) => {
      for (const slow of [silent, dripping]) {
        const error = await failureWith({ [what]: () => slow }, SLOW);

        expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
        expect(error.message).toContain("took too long");
      }
    },
  );

  it("is waited for ten seconds (39)", async () => {
    expect(SURROUNDINGS).toMatchObject({ timeoutMs: 10_000, maxBytes: 1_048_576 });
  });

  it("is asked again at the next sign-in (39)", async () => {
    const provider = await lyingProvider({ metadata: () => raw(503, "text/plain", "") });
    const authenticator = authenticatorOf(provider.table);
    expect(await rejection(authenticator.begin(CALLBACK, STATE))).toMatchObject({ code: "PROVIDER_FAILED" });
    provider.lie({});

    expect(await signIn(authenticator, provider.browse)).toMatchObject({ id: "ann" });
  });

  it("is not asked before somebody signs in (39)", async () => {
    const provider = await lyingProvider();

    expect(authenticatorOf(provider.table)).toMatchObject({ kind: "redirect", label: expect.any(String) });
    expect(provider.requests).toEqual([]);
  });

  it("that refuses connections is named with the reason (39)", async () => {
    const table = { server_metadata_url: `${await deadAddress()}/.well-known/openid-configuration` };
    const error = await rejection(authenticatorOf(table).begin(CALLBACK, STATE));

    expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("does not hold up a server that stops (39)", async () => {
    const stop = new AbortController();
    let asked = (): void => {};
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const provider = await listen(() => asked());
    const authenticator = createAuthenticator({
      config: configOf({ server_metadata_url: `${provider}/.well-known/openid-configuration` }),
      logger: keepingLogger([]),
      signal: stop.signal,
      publicUrl: "https://deck.example",
    });
    const failing = rejection(authenticator.begin(CALLBACK, STATE));
    await wasAsked;
    stop.abort();

    expect(await failing).toMatchObject({ code: "PROVIDER_FAILED" });
  });
});
