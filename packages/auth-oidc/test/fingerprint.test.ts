import { describe, expect, it } from "vitest";
import { authenticatorOf } from "./support/authenticator.ts";

const DISCOVERY = { server_metadata_url: "https://id.example/.well-known/openid-configuration" };
const PLAIN = {
  authorize_url: "https://git.example/authorize",
  token_url: "https://git.example/token",
  userinfo_url: "https://git.example/user",
  id_claim: "id",
};

const print = (table: object): string => authenticatorOf(table).fingerprint;

describe("the fingerprint", () => {
  it.each([
    ["another provider", { server_metadata_url: "https://other.example/.well-known/openid-configuration" }],
    ["another client", { ...DISCOVERY, client_id: "another" }],
    ["another id_claim", { ...DISCOVERY, id_claim: "email" }],
    ["a plain provider", PLAIN],
  ])("changes with %s (63)", (_what, table) => {
    expect(print(table)).not.toBe(print(DISCOVERY));
  });

  it("changes with each address of a plain provider (63)", () => {
    const prints = ["authorize_url", "token_url", "userinfo_url"].map((key) =>
      print({ ...PLAIN, [key]: "https://git.example/new" }),
    );

    expect(new Set([print(PLAIN), ...prints]).size).toBe(4);
  });

  it("stays when only what is shown changes, or a secret is rotated", () => {
    const rotated = {
      ...DISCOVERY,
      client_secret: "77aa0c51d2e94b08",
      login_label: "Corp",
      name_claim: "nick",
    };

    expect(print(rotated)).toBe(print(DISCOVERY));
    expect(print(DISCOVERY)).toMatch(/^[0-9a-f]{64}$/);
  });
});
