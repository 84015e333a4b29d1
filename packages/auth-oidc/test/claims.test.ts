import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { authenticatorOf, signIn } from "./support/authenticator.ts";
import { failureWith, raw, SCRIPT } from "./support/failure-with.ts";
import { type Lies, lyingProvider } from "./support/lying-provider.ts";

describe("a provider that does not lie", () => {
  it("signs somebody in", async () => {
    const provider = await lyingProvider();

    expect(await signIn(authenticatorOf(provider.table), provider.browse)).toEqual({
      issuer: provider.issuer,
      subject: "ann",
      id: "ann",
      name: "Ann Example",
    });
  });
});

describe("userinfo", () => {
  const BAD: readonly (readonly [string, Lies["userinfo"]])[] = [
    ["of somebody else (33)", (honest) => ({ ...honest, sub: "ceo" })],
    ["without sub (33)", (honest) => ({ ...honest, sub: undefined })],
    ["with a number for sub (33)", (honest) => ({ ...honest, sub: 7 })],
    ["with sub only in __proto__ (33)", () => raw(200, "application/json", '{"__proto__": {"sub": "ann"}}')],
    ["that is a list (34)", (honest) => [honest]],
    ["that is a page (34)", () => raw(200, "text/html", SCRIPT)],
    [
      "that asks who we are (34)",
      () => (_request: IncomingMessage, response: ServerResponse) =>
        response.writeHead(401, { "www-authenticate": `Bearer error="${SCRIPT}"` }).end(),
    ],
    ["that says 500 (39)", () => raw(500, "application/json", "{}")],
    ["of 5 MB (34)", (honest) => ({ ...honest, bio: "x".repeat(5_000_000) })],
  ];

  it.each(BAD)("%s is refused", async (_what, userinfo) => {
    expect(await failureWith(userinfo === undefined ? {} : { userinfo })).toMatchObject({
      code: "PROVIDER_FAILED",
    });
  });

  it("only says what the ID token leaves out (33)", async () => {
    const provider = await lyingProvider({
      claims: (honest) => ({ ...honest, name: "Ann", email: "ann@corp.example", email_verified: false }),
      userinfo: () => ({
        sub: "ann",
        name: "The Boss",
        email: "ceo@corp.example",
        email_verified: true,
        groups: ["staff"],
      }),
    });
    const authenticator = authenticatorOf({ ...provider.table, groups_claim: "groups" });

    expect(await signIn(authenticator, provider.browse)).toMatchObject({
      name: "Ann",
      email: "ann@corp.example",
      emailVerified: false,
      groups: ["staff"],
    });
  });

  it("may be nested as deep as it likes (34)", async () => {
    const deep = `{"sub":"ann","groups":${"[".repeat(4e5)}${"]".repeat(4e5)}}`;
    const provider = await lyingProvider({ userinfo: () => raw(200, "application/json", deep) });
    const authenticator = authenticatorOf({ ...provider.table, groups_claim: "groups" });

    expect(await signIn(authenticator, provider.browse)).toMatchObject({ subject: "ann", groups: [] });
  });

  it("does not verify the address of the ID token by saying that another is verified (18)", async () => {
    const provider = await lyingProvider({
      claims: (honest) => ({ ...honest, email: "ceo@corp.example" }),
      userinfo: () => ({ sub: "ann", email: "ann@evil.example", email_verified: true }),
    });

    expect(await signIn(authenticatorOf(provider.table), provider.browse)).toMatchObject({
      email: "ceo@corp.example",
      emailVerified: false,
    });
  });
});

describe("claims", () => {
  /** Who somebody is, by a provider that says this of them. */
  async function identityWith(said: string, table: object = {}): Promise<unknown> {
    const provider = await lyingProvider({
      userinfo: () => raw(200, "application/json", `{"sub":"ann",${said}}`),
    });
    return signIn(authenticatorOf({ ...provider.table, ...table }), provider.browse);
  }

  it("are own fields: what stands in __proto__ is nobody's (17)", async () => {
    const said = '"__proto__": {"email": "ceo@corp.example", "email_verified": true, "team": "x"}';

    expect(await identityWith(said, { id_claim: "team" })).toEqual({
      issuer: expect.any(String),
      subject: "ann",
      id: null,
    });
    expect(Reflect.get({}, "team")).toBeUndefined();
  });

  it.each(["true", "yes", "1", 1, null, [true], {}])(
    "verify no address with email_verified = %j (18)",
    async (value) => {
      const said = `"email": "a@corp.example", "email_verified": ${JSON.stringify(value)}`;

      expect(await identityWith(said)).toMatchObject({ email: "a@corp.example", emailVerified: false });
    },
  );

  it.each([
    ["a text", '"admins"', undefined],
    ["an object", '{"0": "admins", "length": 1}', undefined],
    ["null", "null", undefined],
    ["a mixed list", '["a", 1, null, ["b"], {"c": 1}, "", "d"]', ["a", "d"]],
    ["a long name", `["${"x".repeat(201)}", "${"y".repeat(200)}"]`, ["y".repeat(200)]],
  ])("give the texts of a list of groups, and nothing of %s", async (_what, groups, expected) => {
    expect(await identityWith(`"groups": ${groups}`, { groups_claim: "groups" })).toHaveProperty(
      ...((expected === undefined ? ["subject", "ann"] : ["groups", expected]) as [string, unknown]),
    );
    const identity = await identityWith(`"groups": ${groups}`, { groups_claim: "groups" });
    expect(Reflect.get(identity as object, "groups")).toEqual(expected);
  });

  it("give a thousand groups at most", async () => {
    const many = JSON.stringify(Array.from({ length: 5000 }, (_, at) => `group-${at}`));
    const identity = await identityWith(`"groups": ${many}`, { groups_claim: "groups" });

    expect(Reflect.get(identity as object, "groups")).toHaveLength(1000);
  });

  it("give a name that can be shown: short, without control characters", async () => {
    const name = JSON.stringify(`\u202eAnn\u0000\n\u001b[2J${"x".repeat(500)}`);
    const identity = await identityWith(`"name": ${name}`);

    expect(Reflect.get(identity as object, "name")).toBe(`Ann[2J${"x".repeat(500)}`.slice(0, 200));
  });

  it("give the name of the claim that is configured, else none", async () => {
    const said = '"name": "Ann", "nick": ["x"]';

    expect(Reflect.get((await identityWith(said, { name_claim: "nick" })) as object, "name")).toBeUndefined();
  });
});
