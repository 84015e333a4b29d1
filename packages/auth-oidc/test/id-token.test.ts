import { createHmac, generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { authenticatorOf, CLIENT_ID, CLIENT_SECRET, signIn } from "./support/authenticator.ts";
import { failureWith, raw, SCRIPT } from "./support/failure-with.ts";
import { type Lies, lyingProvider, nowSeconds } from "./support/lying-provider.ts";

afterEach(() => {
  vi.useRealTimers();
});

const OTHER_KEY = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });

describe("an ID token", () => {
  const BAD: readonly (readonly [string, Lies, string])[] = [
    ["with a garbage signature (32)", { signature: () => "Z2FyYmFnZQ" }, "PROVIDER_FAILED"],
    ["with an empty signature (32)", { signature: () => "" }, "PROVIDER_FAILED"],
    [
      "signed by a key that is not published (32)",
      { jwks: () => ({ keys: [{ ...OTHER_KEY, kid: "k1" }] }) },
      "PROVIDER_FAILED",
    ],
    ["of alg none (32)", { header: () => ({ alg: "none" }), signature: () => "" }, "PROVIDER_FAILED"],
    [
      "of alg none, which the metadata allows (32)",
      {
        metadata: (honest) => ({ ...honest, id_token_signing_alg_values_supported: ["none", "RS256"] }),
        header: () => ({ alg: "none" }),
        signature: () => "",
      },
      "PROVIDER_FAILED",
    ],
    [
      "signed with the client secret, which the metadata allows (32)",
      {
        metadata: (honest) => ({ ...honest, id_token_signing_alg_values_supported: ["HS256"] }),
        header: () => ({ alg: "HS256" }),
        signature: (signed) => createHmac("sha256", CLIENT_SECRET).update(signed).digest("base64url"),
      },
      "PROVIDER_FAILED",
    ],
    [
      "with a critical header (32)",
      { header: (honest) => ({ ...honest, crit: ["x"], x: 1 }) },
      "PROVIDER_FAILED",
    ],
    [
      "of another issuer (32)",
      { claims: (honest) => ({ ...honest, iss: "https://evil.example" }) },
      "PROVIDER_FAILED",
    ],
    ["for another client (32)", { claims: (honest) => ({ ...honest, aud: "another" }) }, "PROVIDER_FAILED"],
    [
      "for several clients, and not made for this one (32)",
      { claims: (honest) => ({ ...honest, aud: [CLIENT_ID, "another"] }) },
      "PROVIDER_FAILED",
    ],
    [
      "with the azp of another client (32)",
      { claims: (honest) => ({ ...honest, azp: "another" }) },
      "PROVIDER_FAILED",
    ],
    [
      "with an azp that is no text (32)",
      { claims: (honest) => ({ ...honest, azp: [CLIENT_ID] }) },
      "PROVIDER_FAILED",
    ],
    ["without exp (32)", { claims: (honest) => ({ ...honest, exp: undefined }) }, "PROVIDER_FAILED"],
    [
      "with a text for exp (32)",
      { claims: (honest) => ({ ...honest, exp: "2999-01-01" }) },
      "PROVIDER_FAILED",
    ],
    ["without nonce (30)", { claims: (honest) => ({ ...honest, nonce: undefined }) }, "SIGN_IN_INVALID"],
    [
      "with the nonce of another flow (30)",
      { claims: (honest) => ({ ...honest, nonce: "other" }) },
      "SIGN_IN_INVALID",
    ],
    [
      "with a list of nonces (30)",
      { claims: (honest) => ({ ...honest, nonce: [honest["nonce"]] }) },
      "SIGN_IN_INVALID",
    ],
    ["with a number for sub (16)", { claims: (honest) => ({ ...honest, sub: 12345 }) }, "PROVIDER_FAILED"],
    ["with a list for sub (16)", { claims: (honest) => ({ ...honest, sub: ["ann"] }) }, "PROVIDER_FAILED"],
    ["without sub (16)", { claims: (honest) => ({ ...honest, sub: undefined }) }, "PROVIDER_FAILED"],
    [
      "with an empty sub (3)",
      {
        claims: (honest) => ({ ...honest, sub: "" }),
        metadata: (honest) => ({ ...honest, userinfo_endpoint: undefined }),
      },
      "PROVIDER_FAILED",
    ],
    [
      "with a sub of 256 characters (12)",
      {
        claims: (honest) => ({ ...honest, sub: "x".repeat(256) }),
        userinfo: (honest) => ({ ...honest, sub: "x".repeat(256) }),
      },
      "PROVIDER_FAILED",
    ],
    ["that is no token (32)", { token: (honest) => ({ ...honest, id_token: "a.b.c" }) }, "PROVIDER_FAILED"],
    [
      "that is encrypted (32)",
      { token: (honest) => ({ ...honest, id_token: "a.b.c.d.e" }) },
      "PROVIDER_FAILED",
    ],
    ["that is missing (32)", { token: (honest) => ({ ...honest, id_token: undefined }) }, "PROVIDER_FAILED"],
  ];

  it.each(BAD)("is refused %s", async (_what, lies, code) => {
    expect(await failureWith(lies)).toMatchObject({ code });
  });

  it("is taken for several clients when it was made for this one", async () => {
    const provider = await lyingProvider({
      claims: (honest) => ({ ...honest, aud: ["another", CLIENT_ID], azp: CLIENT_ID }),
    });

    expect(await signIn(authenticatorOf(provider.table), provider.browse)).toMatchObject({ id: "ann" });
  });

  const CLOCKS: readonly (readonly [string, (now: number) => object])[] = [
    ["expired a minute ago", (now) => ({ exp: now - 60 })],
    ["expired 31 seconds ago", (now) => ({ exp: now - 31 })],
    ["was issued in ten minutes", (now) => ({ iat: now + 600, exp: now + 900 })],
    ["was issued in 32 seconds", (now) => ({ iat: now + 32 })],
    ["begins in ten minutes", (now) => ({ nbf: now + 600 })],
  ];

  it.each(CLOCKS)("that %s is refused with a word about the clock (41)", async (_what, times) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const error = await failureWith({ claims: (honest) => ({ ...honest, ...times(nowSeconds()) }) });

    expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(error.message).toContain("clock");
  });

  it.each([
    ["expired 29 seconds ago", (now: number) => ({ exp: now - 29 })],
    ["was issued in 29 seconds", (now: number) => ({ iat: now + 29 })],
    ["begins in 29 seconds", (now: number) => ({ nbf: now + 29 })],
  ])("that %s is taken (41)", async (_what, times) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const provider = await lyingProvider({ claims: (honest) => ({ ...honest, ...times(nowSeconds()) }) });

    expect(await signIn(authenticatorOf(provider.table), provider.browse)).toMatchObject({ id: "ann" });
  });
});

describe("keys", () => {
  const BAD: readonly (readonly [string, Lies["jwks"]])[] = [
    ["that are a page (34)", () => raw(200, "text/html", SCRIPT)],
    ["that are missing (39)", () => raw(404, "application/json", "{}")],
    ["that are no list (34)", () => ({ keys: { kty: "RSA" } })],
    ["that are an empty list (39)", () => ({ keys: [] })],
    ["that are texts (34)", () => ({ keys: ["k1"] })],
    ["too short to be safe (32)", () => ({ keys: [{ kty: "RSA", n: "AQAB", e: "AQAB", kid: "k1" }] })],
    ["of 5 MB (34)", (honest) => ({ ...honest, x: "x".repeat(5_000_000) })],
  ];

  it.each(BAD)("%s sign nobody in", async (_what, jwks) => {
    expect(await failureWith(jwks === undefined ? {} : { jwks })).toMatchObject({ code: "PROVIDER_FAILED" });
  });
});
