import { describe, expect, it } from "vitest";
import {
  authenticatorOf,
  CALLBACK,
  everythingOf,
  rejection,
  STATE,
  signIn,
} from "./support/authenticator.ts";
import { listen } from "./support/listen.ts";
import { type Person, plainProvider } from "./support/plain-provider.ts";

const OCTOCAT = {
  login: "octocat",
  id: 583231,
  node_id: "MDQ6VXNlcjU4MzIzMQ==",
  type: "User",
  name: "The Octocat",
  email: null,
  two_factor_authentication: true,
};

async function signInAs(person: Person, table: object = {}, limits: object = {}): Promise<unknown> {
  const plain = await plainProvider(person);
  return signIn(authenticatorOf({ ...plain.table, ...table }, limits), plain.browse);
}

describe("with an OAuth 2 provider of GitHub's shape", () => {
  it("tells who somebody is by the number that never changes (15)", async () => {
    const plain = await plainProvider(OCTOCAT);
    const identity = await signIn(authenticatorOf(plain.table), plain.browse);

    expect(identity).toEqual({
      issuer: `${plain.origin}/user`,
      subject: "583231",
      id: 583231,
      name: "The Octocat",
    });
    expect(plain.asked[0]).toMatchObject({ "user-agent": "VibeDeck", accept: "application/json" });
  });

  it("binds to the number even where the name is the id, so that a freed name is nobody's (19)", async () => {
    expect(await signInAs(OCTOCAT, { id_claim: "login" })).toMatchObject({
      id: "octocat",
      subject: "583231",
    });
  });

  it("sends scopes as they are written, and none when there are none", async () => {
    const plain = await plainProvider(OCTOCAT);
    const scopeOf = async (table: object): Promise<string | null> =>
      new URL((await authenticatorOf(table).begin(CALLBACK, STATE)).url).searchParams.get("scope");

    expect(await scopeOf(plain.table)).toBe("read:user");
    expect(await scopeOf({ ...plain.table, scope: "" })).toBeNull();
  });

  it("asks for a challenge, and fails without the verifier (29)", async () => {
    const plain = await plainProvider(OCTOCAT);
    const authenticator = authenticatorOf(plain.table);
    const { url, flow } = await authenticator.begin(CALLBACK, STATE);
    const forged = { ...flow, verifier: "0".repeat(43) };
    const error = await rejection(
      authenticator.finish({ url: await plain.browse(url), flow: forged, state: STATE }),
    );

    expect(error).toMatchObject({ code: "SIGN_IN_INVALID" });
    expect(everythingOf(error)).not.toContain("<b>");
  });

  it("says that the client is not believed, which comes with status 200", async () => {
    const error = await rejection(signInAs(OCTOCAT, { client_secret: "not-the-one-0a7b6c5d" }));

    expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(error.message).toContain("does not believe who asks");
    expect(everythingOf(error)).not.toContain("not-the-one-0a7b6c5d");
  });

  it("takes a callback that names an issuer, which nobody can know without metadata (31)", async () => {
    const plain = await plainProvider(OCTOCAT);
    const browse = async (url: string): Promise<string> =>
      `${await plain.browse(url)}&iss=${encodeURIComponent(plain.origin)}`;

    expect(await signIn(authenticatorOf(plain.table), browse)).toMatchObject({ id: 583231 });
  });

  it("has no page of the provider's for signing out", async () => {
    const plain = await plainProvider(OCTOCAT);

    expect(authenticatorOf(plain.table).signOutUrl).toBeUndefined();
  });

  it.each([
    ["nobody's", {}],
    ["null", { id: null }],
    ["a number that stands for two people", '{"id": 9007199254740993}'],
    ["a negative number", { id: -1 }],
    ["a fraction", { id: 1.5 }],
    ["a list", { id: ["583231"] }],
    ["an object", { id: { toString: "583231" } }],
    ["true", { id: true }],
    ["empty", { id: "" }],
    ["longer than any id", { id: "x".repeat(256) }],
  ])("takes nobody whose id is %s (15, 16)", async (_what, person) => {
    const answer: Person =
      typeof person === "string"
        ? (_request, response) => response.setHeader("content-type", "application/json").end(person)
        : person;

    expect(await rejection(signInAs(answer))).toMatchObject({ code: "PROVIDER_FAILED" });
  });

  it("hands the id claim on as it came, for the host to refuse (16)", async () => {
    expect(await signInAs({ id: 7, groups: ["a"] }, { id_claim: "groups" })).toMatchObject({
      subject: "7",
      id: ["a"],
    });
    expect(await signInAs({ id: 7 }, { id_claim: "toString" })).toMatchObject({ id: null });
  });
});

/** An answer that is no honest one. */
const answer =
  (status: number, type: string, body: string): Person =>
  (_request, response) =>
    response.writeHead(status, { "content-type": type }).end(body);

describe("with a user address that lies", () => {
  it.each([
    ["a page", answer(200, "text/html", "<h1>Sign in</h1>"), "something else than JSON"],
    [
      "JSON that is called a page",
      answer(200, "text/html", JSON.stringify(OCTOCAT)),
      "something else than JSON",
    ],
    [
      "a page that is called JSON",
      answer(200, "application/json", "<h1>Sign in</h1>"),
      "something else than JSON",
    ],
    ["a list", answer(200, "application/json", JSON.stringify([OCTOCAT])), "JSON that is no object"],
    ["null", answer(200, "application/json", "null"), "JSON that is no object"],
    ["nothing", answer(200, "application/json", ""), "something else than JSON"],
    ["status 500", answer(500, "application/json", "{}"), "did not say who somebody is"],
    ["status 204", answer(204, "application/json", ""), "did not say who somebody is"],
    ["5 MB", answer(200, "application/json", JSON.stringify({ id: 1, bio: "x".repeat(5e6) })), "too much"],
    ["half a million brackets", answer(200, "application/json", "[".repeat(5e5)), "something else than JSON"],
  ])("takes nobody from %s (34)", async (_what, person, words) => {
    const error = await rejection(signInAs(person));

    expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(error.message).toContain(words);
    expect(everythingOf(error)).not.toContain("<h1>");
  });

  it("stops reading an answer that has no end (34)", async () => {
    let closed = 0;
    const error = await rejection(
      signInAs((_request, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const more = (): void => {
          while (response.write("x".repeat(65_536)));
        };
        response.on("drain", more).on("close", () => closed++);
        more();
      }),
    );

    expect(error.message).toContain("too much");
    await expect.poll(() => closed).toBe(1);
  });

  it("does not follow a redirect with the token (34)", async () => {
    const seen: string[] = [];
    const elsewhere = await listen((request, response) => {
      seen.push(request.headers.authorization ?? "");
      response.setHeader("content-type", "application/json").end(JSON.stringify(OCTOCAT));
    });
    const error = await rejection(
      signInAs((_request, response) => response.writeHead(302, { location: elsewhere }).end()),
    );

    expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(error.message).toContain("redirect");
    expect(seen).toEqual([]);
  });

  it.each([
    ["never begins", false],
    ["never ends", true],
  ])("gives up on an answer that %s (39)", async (_what, begins) => {
    const error = await rejection(
      signInAs(
        (_request, response) => {
          if (begins) response.writeHead(200, { "content-type": "application/json" }).write('{"id":');
        },
        {},
        { timeoutMs: 150 },
      ),
    );

    expect(error).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(error.message).toContain("took too long");
  });
});

describe("an e-mail address as the id", () => {
  const table = { id_claim: "email" };

  it.each([
    ["false", { email_verified: false }],
    ["absent", {}],
    ["a text", { email_verified: "true" }],
    ["a number", { email_verified: 1 }],
    ["null", { email_verified: null }],
  ])("is refused when email_verified is %s (18)", async (_what, claims) => {
    const person = { id: 1, email: "ceo@corp.example", ...claims };

    expect(await rejection(signInAs(person, table))).toMatchObject({ code: "SIGN_IN_REFUSED" });
  });

  it("is refused when there is none (18)", async () => {
    const person = { id: 1, email: null, email_verified: true };

    expect(await rejection(signInAs(person, table))).toMatchObject({ code: "SIGN_IN_REFUSED" });
  });

  it("is taken when it is verified, or where that is waived by name (18)", async () => {
    const unverified = { id: 1, email: "ceo@corp.example" };
    const waived = { ...table, insecure_allow_unverified_email: true };

    expect(await signInAs({ ...unverified, email_verified: true }, table)).toMatchObject({
      id: "ceo@corp.example",
      emailVerified: true,
    });
    expect(await signInAs(unverified, waived)).toMatchObject({
      id: "ceo@corp.example",
      emailVerified: false,
    });
  });
});
