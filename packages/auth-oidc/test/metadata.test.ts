import { describe, expect, it } from "vitest";
import { authenticatorOf, CALLBACK, rejection, STATE, signIn } from "./support/authenticator.ts";
import { failureWith, raw, redirect, SCRIPT } from "./support/failure-with.ts";
import { type Lies, lyingProvider } from "./support/lying-provider.ts";

describe("metadata", () => {
  const SECURE = "https://id.example";
  const BAD: readonly (readonly [string, Lies["metadata"]])[] = [
    ["of another issuer (31)", (honest) => ({ ...honest, issuer: "https://evil.example" })],
    ["of a realm beside ours (31)", (honest) => ({ ...honest, issuer: `${String(honest["issuer"])}/other` })],
    ["without an issuer", (honest) => ({ ...honest, issuer: undefined })],
    ["with a list for an issuer", (honest) => ({ ...honest, issuer: [honest["issuer"]] })],
    ["that is a page (34)", () => raw(200, "text/html", SCRIPT)],
    ["that is a list (34)", (honest) => [honest]],
    ["that redirects (34)", () => redirect(302, SECURE)],
    ["that says 500 (39)", () => raw(500, "application/json", "{}")],
    ["that says 404 (39)", () => raw(404, "text/plain", SCRIPT)],
    ["of 5 MB (34)", (honest) => ({ ...honest, x: "x".repeat(5_000_000) })],
    [
      "nested too deep to be copied (34)",
      (honest) =>
        raw(
          200,
          "application/json",
          `${JSON.stringify(honest).slice(0, -1)},"x":${"[".repeat(4e5)}${"]".repeat(4e5)}}`,
        ),
    ],
    ["without a sign-in page", (honest) => ({ ...honest, authorization_endpoint: undefined })],
    [
      "whose sign-in page is a script (35)",
      (honest) => ({ ...honest, authorization_endpoint: "javascript:alert(1)" }),
    ],
    [
      "whose sign-in page is on plain http elsewhere (43)",
      (honest) => ({ ...honest, authorization_endpoint: "http://id.example/authorize" }),
    ],
    [
      "whose sign-in page has a password in it",
      (honest) => ({ ...honest, authorization_endpoint: "https://a:b@id.example/authorize" }),
    ],
  ];

  it.each(BAD)("%s is refused", async (_what, metadata) => {
    expect(await failureWith(metadata === undefined ? {} : { metadata })).toMatchObject({
      code: "PROVIDER_FAILED",
      // Before anybody is sent there.
      message: expect.stringMatching(
        /^Wh(?:at the provider says about itself|ere the provider signs people in):/,
      ),
    });
  });

  it("of another issuer is shown to the operator, quoted and cut (7)", async () => {
    const provider = await lyingProvider({
      metadata: (honest) => ({ ...honest, issuer: `https://evil.example/\n\u001b[2J${"x".repeat(500)}` }),
    });
    const lines: string[] = [];
    await rejection(authenticatorOf(provider.table, {}, lines).begin(CALLBACK, STATE));

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("https://evil.example");
    expect(lines[0]?.length).toBeLessThan(600);
  });

  it("with a slash behind the issuer is as good", async () => {
    const provider = await lyingProvider({
      metadata: (honest) => ({ ...honest, issuer: `${String(honest["issuer"])}/` }),
      claims: (honest) => ({ ...honest, iss: `${String(honest["iss"])}/` }),
    });

    expect(await signIn(authenticatorOf(provider.table), provider.browse)).toMatchObject({
      issuer: `${provider.issuer}/`,
    });
  });

  it("does not lead to plain http elsewhere with the code and the secret (43)", async () => {
    const asked: string[] = [];
    const provider = await lyingProvider({
      metadata: (honest) => ({ ...honest, token_endpoint: "http://id.example/token" }),
    });
    const counting: typeof fetch = (input, init) => {
      asked.push(String(input));
      return fetch(input, init);
    };
    const authenticator = authenticatorOf(provider.table, { fetch: counting });
    const error = await rejection(signIn(authenticator, provider.browse));

    expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(error.message).toContain("not https");
    expect(asked.map((url) => new URL(url).hostname)).toEqual(["127.0.0.1"]);
  });

  it("of a provider out there does not lead to this machine (43)", async () => {
    const asked: string[] = [];
    const metadata = {
      ...{ issuer: SECURE, authorization_endpoint: `${SECURE}/a`, jwks_uri: `${SECURE}/j` },
      token_endpoint: "http://127.0.0.1:1/token",
    };
    const stub: typeof fetch = (input) => {
      asked.push(String(input));
      return Promise.resolve(Response.json(metadata));
    };
    const table = { server_metadata_url: `${SECURE}/.well-known/openid-configuration` };
    const authenticator = authenticatorOf(table, { fetch: stub });
    const { flow } = await authenticator.begin(CALLBACK, STATE);
    const url = `${CALLBACK}?code=x&state=${STATE}`;

    expect(await rejection(authenticator.finish({ url, flow, state: STATE }))).toMatchObject({
      code: "PROVIDER_FAILED",
    });
    expect(asked).toEqual([`${SECURE}/.well-known/openid-configuration`]);
  });

  it.each([
    ["none", undefined],
    ["a script", "javascript:alert(1)"],
    ["plain http elsewhere", "http://id.example/logout"],
  ])("gives no page for signing out when it names %s (43)", async (_what, address) => {
    const provider = await lyingProvider({
      metadata: (honest) => ({ ...honest, end_session_endpoint: address }),
    });

    expect(await authenticatorOf(provider.table).signOutUrl?.("https://deck.example/")).toBeUndefined();
  });

  it("that cannot be had keeps nobody from signing out (39)", async () => {
    const provider = await lyingProvider({ metadata: () => raw(500, "text/plain", "") });

    expect(await authenticatorOf(provider.table).signOutUrl?.("https://deck.example/")).toBeUndefined();
  });
});
