import { describe, expect, it } from "vitest";
import { authenticatorOf, CALLBACK, everythingOf, rejection, STATE } from "./support/authenticator.ts";
import { SCRIPT } from "./support/failure-with.ts";
import { lyingProvider } from "./support/lying-provider.ts";

describe("a callback", () => {
  const CHANGES: readonly (readonly [string, (back: URL) => void])[] = [
    ["without state (25)", ({ searchParams }) => searchParams.delete("state")],
    ["with an empty state (25)", ({ searchParams }) => searchParams.set("state", "")],
    ["with two states (25)", ({ searchParams }) => searchParams.append("state", STATE)],
    ["with the state of another browser (26)", ({ searchParams }) => searchParams.set("state", `${STATE}x`)],
    ["without a code (25)", ({ searchParams }) => searchParams.delete("code")],
    ["with two codes (29)", ({ searchParams }) => searchParams.append("code", "another")],
    ["from another issuer (31)", ({ searchParams }) => searchParams.set("iss", "https://evil.example")],
  ];

  it.each(CHANGES)("is refused %s", async (_what, change) => {
    const provider = await lyingProvider();
    const authenticator = authenticatorOf(provider.table);
    const { url, flow } = await authenticator.begin(CALLBACK, STATE);
    const back = new URL(await provider.browse(url));
    change(back);
    const error = await rejection(authenticator.finish({ url: back.href, flow, state: STATE }));

    expect(error).toMatchObject({ code: "SIGN_IN_INVALID" });
    expect(provider.requests).not.toContain("POST /token");
  });

  it.each([
    ["without anything", {}],
    ["without a nonce (30)", { verifier: "v".repeat(43) }],
    ["without a verifier (29)", { nonce: "n".repeat(43) }],
    ["with something else than texts", { nonce: 1, verifier: ["v"] }],
    ["with inherited names", JSON.parse('{"__proto__": {"nonce": "n", "verifier": "v"}}')],
  ])("is refused with a flow %s", async (_what, flow) => {
    const provider = await lyingProvider();
    const url = `${CALLBACK}?code=x&state=${STATE}`;
    const error = await rejection(authenticatorOf(provider.table).finish({ url, flow, state: STATE }));

    expect(error).toMatchObject({ code: "SIGN_IN_INVALID" });
    expect(provider.requests).not.toContain("POST /token");
  });

  it("is refused when nobody set a state and none came back (25)", async () => {
    const provider = await lyingProvider();
    const authenticator = authenticatorOf(provider.table);
    const { flow } = await authenticator.begin(CALLBACK, "");

    expect(
      await rejection(authenticator.finish({ url: `${CALLBACK}?code=x`, flow, state: "" })),
    ).toMatchObject({ code: "SIGN_IN_INVALID" });
  });

  it.each([
    ["access_denied", "SIGN_IN_REFUSED"],
    ["login_required", "SIGN_IN_REFUSED"],
    ["server_error", "PROVIDER_FAILED"],
    ["temporarily_unavailable", "PROVIDER_FAILED"],
    ["invalid_scope", "PROVIDER_FAILED"],
    [SCRIPT, "PROVIDER_FAILED"],
    ["__proto__", "PROVIDER_FAILED"],
  ])("with error=%s is told in our own words (35)", async (error, code) => {
    const provider = await lyingProvider();
    const authenticator = authenticatorOf(provider.table);
    const { flow } = await authenticator.begin(CALLBACK, STATE);
    const query = new URLSearchParams({ error, error_description: SCRIPT, error_uri: SCRIPT, state: STATE });
    const thrown = await rejection(authenticator.finish({ url: `${CALLBACK}?${query}`, flow, state: STATE }));

    expect(thrown).toMatchObject({ code });
    expect(everythingOf(thrown)).not.toContain("script>");
  });

  it("with an error of another flow is not told as ours (26)", async () => {
    const provider = await lyingProvider();
    const authenticator = authenticatorOf(provider.table);
    const { flow } = await authenticator.begin(CALLBACK, STATE);
    const url = `${CALLBACK}?error=access_denied&state=another`;

    expect(await rejection(authenticator.finish({ url, flow, state: STATE }))).toMatchObject({
      code: "SIGN_IN_INVALID",
    });
  });
});
