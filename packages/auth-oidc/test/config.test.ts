import { describe, expect, it } from "vitest";
import { configSchema } from "../src/config.ts";
import plugin from "../src/index.ts";
import { configOf } from "./support/authenticator.ts";

const CLIENT = { client_id: "Iv1.0123456789abcdef", client_secret: "3f9c2b7d81aa40e6" };
const METADATA = "https://id.example/realms/team/.well-known/openid-configuration";
const DISCOVERY = { ...CLIENT, server_metadata_url: METADATA };
const PLAIN = {
  ...CLIENT,
  authorize_url: "https://git.example/login/oauth/authorize",
  token_url: "https://git.example/login/oauth/access_token",
  userinfo_url: "https://api.git.example/user",
  id_claim: "id",
};

function without(table: { readonly [key: string]: unknown }, key: string): object {
  return Object.fromEntries(Object.entries(table).filter(([name]) => name !== key));
}

/** What is wrong, as `key: sentence`. */
function problemsOf(table: object): readonly string[] {
  const result = configSchema["~standard"].validate(table);
  if (result instanceof Promise) throw new Error("the schema waits for something");
  return (result.issues ?? []).map(({ path, message }) => {
    const steps = (path ?? []).map((step) => (typeof step === "object" ? step.key : step));
    return `${steps.join(".")}: ${message}`;
  });
}

const BAD: readonly (readonly [string, object, string])[] = [
  ["no client_id", without(DISCOVERY, "client_id"), "client_id: This is missing: the provider shows it"],
  [
    "no client_secret",
    without(DISCOVERY, "client_secret"),
    "client_secret: This is missing: put it into a file",
  ],
  ["an empty secret", { ...DISCOVERY, client_secret: "" }, "client_secret: This is empty"],
  ["a placeholder", { ...DISCOVERY, client_secret: "change-me" }, "client_secret: This is a placeholder"],
  [
    "words for a secret",
    { ...DISCOVERY, client_secret: "my-client-secret" },
    "client_secret: This is a placeholder",
  ],
  [
    "one character for a secret",
    { ...DISCOVERY, client_secret: "xxxxxxxxxxxx" },
    "client_secret: This is a placeholder",
  ],
  [
    "a placeholder in brackets",
    { ...DISCOVERY, client_id: "<client id>" },
    "client_id: This is a placeholder",
  ],
  [
    "a secret with a newline",
    { ...DISCOVERY, client_secret: "3f9c2b7d\n" },
    "client_secret: This begins or ends with white space",
  ],
  ["a number for a secret", { ...DISCOVERY, client_secret: 12345678 }, "client_secret: This must be a text"],
  ["no addresses", CLIENT, "server_metadata_url: This is missing: the provider's address that ends with"],
  [
    "both kinds of addresses",
    { ...DISCOVERY, token_url: PLAIN.token_url },
    "token_url: server_metadata_url says this already",
  ],
  [
    "no token_url",
    without(PLAIN, "token_url"),
    "token_url: This is missing: authorize_url and userinfo_url cannot do without it",
  ],
  [
    "no userinfo_url",
    without(PLAIN, "userinfo_url"),
    "userinfo_url: This is missing: authorize_url and token_url",
  ],
  [
    "no authorize_url",
    without(PLAIN, "authorize_url"),
    "authorize_url: This is missing: token_url and userinfo_url",
  ],
  [
    "no id_claim for OAuth 2",
    without(PLAIN, "id_claim"),
    "id_claim: This is missing: say which field of userinfo_url",
  ],
  [
    "an issuer for its metadata",
    { ...DISCOVERY, server_metadata_url: "https://id.example" },
    "server_metadata_url: This is no metadata address",
  ],
  [
    "something that is no address",
    { ...DISCOVERY, server_metadata_url: "id.example" },
    "server_metadata_url: This is no address",
  ],
  [
    "a file as address",
    { ...DISCOVERY, server_metadata_url: "file:///etc/passwd" },
    "server_metadata_url: This address is not https",
  ],
  [
    "a script as address",
    { ...PLAIN, authorize_url: "javascript:alert(1)" },
    "authorize_url: This address is not https",
  ],
  [
    "a password in an address",
    { ...PLAIN, token_url: "https://a:b@git.example/t" },
    "token_url: A name or password may not stand",
  ],
  [
    "a part after #",
    { ...PLAIN, userinfo_url: "https://git.example/u#x" },
    "userinfo_url: An address of a provider has no part after #",
  ],
  [
    "http (43)",
    { ...DISCOVERY, server_metadata_url: METADATA.replace("https", "http") },
    "server_metadata_url: Over plain http, anybody",
  ],
  [
    "http to a private network (43)",
    { ...PLAIN, token_url: "http://10.0.0.5/token" },
    "token_url: Over plain http, anybody",
  ],
  [
    "http to a name like this machine's (43)",
    { ...PLAIN, token_url: "http://127.0.0.1.evil.example/t" },
    "token_url: Over plain http",
  ],
  ["scopes without openid", { ...DISCOVERY, scope: "profile" }, 'scope: This lacks "openid"'],
  ["openid for OAuth 2", { ...PLAIN, scope: "openid email" }, 'scope: "openid" asks for a signed ID token'],
  ["scopes with commas and two spaces", { ...PLAIN, scope: "a  b" }, "scope: These are no scopes"],
  [
    "__proto__ as id_claim (17)",
    { ...DISCOVERY, id_claim: "__proto__" },
    "id_claim: This is no name of a claim",
  ],
  [
    "constructor as id_claim (17)",
    { ...DISCOVERY, id_claim: "constructor" },
    "id_claim: This is no name of a claim",
  ],
  [
    "prototype as groups_claim (17)",
    { ...DISCOVERY, groups_claim: "prototype" },
    "groups_claim: This is no name of a claim",
  ],
  ["an empty name_claim", { ...DISCOVERY, name_claim: "" }, "name_claim: This is empty"],
  [
    "a long label",
    { ...DISCOVERY, login_label: "x".repeat(61) },
    "login_label: This is longer than 60 characters",
  ],
  [
    "a text for true",
    { ...DISCOVERY, allow_insecure_issuer: "yes" },
    "allow_insecure_issuer: This must be true or false",
  ],
  [
    "a waiver that waives nothing (18)",
    { ...DISCOVERY, insecure_allow_unverified_email: true },
    "insecure_allow_unverified_email: This does nothing unless",
  ],
];

describe("the configuration", () => {
  it.each(BAD)("refuses %s, and says where and what to do", (_what, table, problem) => {
    expect(problemsOf(table)).toEqual([expect.stringContaining(problem)]);
  });

  it("refuses a key that it does not know, with its place", () => {
    const result = configSchema["~standard"].validate({ ...DISCOVERY, client_sercet: "x" });

    expect(result).toMatchObject({ issues: [{ type: "strict_object", path: [{ key: "client_sercet" }] }] });
  });

  it("names everything that is missing at once", () => {
    expect(problemsOf({ authorize_url: PLAIN.authorize_url }).map((line) => line.split(":")[0])).toEqual([
      "token_url",
      "userinfo_url",
      "client_id",
      "client_secret",
    ]);
  });

  it("never repeats a secret (42)", () => {
    for (const secret of ["change-me-3f9c2b7d", " 3f9c2b7d81aa40e6", "3f9c2b7d\u0000"]) {
      const said = problemsOf({ ...DISCOVERY, client_secret: secret });

      expect(said).toHaveLength(1);
      expect(said.join()).not.toContain(secret.trim());
    }
  });

  it("has defaults for OpenID Connect", () => {
    expect(configOf(DISCOVERY)).toEqual({
      clientId: CLIENT.client_id,
      clientSecret: CLIENT.client_secret,
      addresses: { kind: "discovery", metadataUrl: METADATA, issuer: "https://id.example/realms/team" },
      scope: "openid profile email",
      idClaim: "sub",
      label: "id.example",
      plainHttp: "nowhere",
      allowUnverifiedEmail: false,
    });
  });

  it("has defaults for OAuth 2", () => {
    expect(configOf(PLAIN)).toMatchObject({ scope: "", idClaim: "id", label: "git.example" });
  });

  it.each([
    "http://127.0.0.1:8080/.well-known/openid-configuration",
    "http://localhost:8080/.well-known/openid-configuration",
    "http://[::1]:8080/.well-known/openid-configuration",
  ])("takes %s, which is this machine (43)", (url) => {
    expect(configOf({ ...DISCOVERY, server_metadata_url: url })).toMatchObject({ plainHttp: "loopback" });
  });

  it("takes http from elsewhere only where that is said (43)", () => {
    const url = METADATA.replace("https", "http");
    const table = { ...DISCOVERY, server_metadata_url: url, allow_insecure_issuer: true };

    expect(configOf(table)).toMatchObject({ plainHttp: "anywhere" });
  });

  it.each(["https://corp.example/claims/id", "a.b", "toString"])(
    "takes %s as the plain name of a claim (17)",
    (name) => {
      expect(configOf({ ...DISCOVERY, id_claim: name })).toMatchObject({ idClaim: name });
    },
  );

  it.each([
    ["https://id.example/.well-known/openid-configuration", "https://id.example"],
    ["https://id.example/a/b/.well-known/openid-configuration?p=x", "https://id.example/a/b"],
    ["https://id.example/.well-known/oauth-authorization-server/a", "https://id.example/a"],
  ])("knows whose metadata %s is", (url, issuer) => {
    expect(configOf({ ...DISCOVERY, server_metadata_url: url })).toMatchObject({ addresses: { issuer } });
  });
});

describe("the plugin", () => {
  it("is one by its marks, and lists its keys", () => {
    expect(plugin).toMatchObject({ type: "vibedeck.auth", apiVersion: 1, name: "oidc" });
    expect(Object.keys(Reflect.get(plugin.config, "entries"))).toContain("client_secret");
  });
});
