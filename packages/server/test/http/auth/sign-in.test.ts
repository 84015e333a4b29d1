import { createHash } from "node:crypto";
import { VibeDeckError } from "@vibedeck/core";
import { describe, expect, test } from "vitest";
import { FLOW_MS } from "../../../src/auth/flow-cookies.ts";
import { ALICE, type AuthServer, authServer } from "./auth-server.ts";

const PREFIX = `__Host-vibedeck-${sha256("https://deck.example/deck")}-flow-`;

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** A promise that is kept when the test says so. */
function opening(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Nobody came in, and the provider was not even asked. */
function expectUntouched({ provider, signIns }: AuthServer): void {
  expect(provider.finished).toEqual([]);
  expect(signIns.entered).toEqual([]);
}

describe("the way out", () => {
  test("sends the browser to the provider with a state of 256 random bits", async () => {
    const { provider, browser } = await authServer();
    const alice = browser();

    const answer = await alice.get("/auth/login?return_to=/deck/s/abc");
    await alice.get("/auth/login");

    expect(answer.status).toBe(302);
    expect(answer.text).toBe("");
    expect(answer.headers["cache-control"]).toBe("no-store");
    const [first, second] = provider.begun;
    expect(first?.state).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(second?.state).not.toBe(first?.state);
    expect(new URL(answer.headers.location ?? "").searchParams.get("state")).toBe(first?.state);
  });

  test("names the way back by the public address, whatever the request says about hosts (38)", async () => {
    const { provider, browser } = await authServer();

    await browser().get("/auth/login", {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "http",
      forwarded: "host=evil.example",
    });

    expect(provider.begun[0]?.callbackUrl).toBe("https://deck.example/deck/auth/callback");
  });

  test("keeps what it needs in a sealed cookie for ten minutes, which other sites' requests do not carry (26)", async () => {
    const { browser, provider } = await authServer();

    const { headers } = await browser().get("/auth/login?return_to=/deck/s/abc");

    const [line = "", ...more] = headers["set-cookie"] ?? [];
    const state = provider.begun[0]?.state ?? "";
    expect(more).toEqual([]);
    expect(line.startsWith(`${PREFIX}${sha256(state)}=1.`)).toBe(true);
    expect(line.split("; ").slice(1)).toEqual([
      "Max-Age=600",
      "Path=/",
      "HttpOnly",
      "SameSite=Lax",
      "Secure",
    ]);
    for (const secret of [state, "nonce", "verifier", "/deck/s/abc"]) {
      expect(line).not.toContain(secret);
      expect(Buffer.from(line.split("=1.")[1] ?? "", "base64url").toString("latin1")).not.toContain(secret);
    }
  });

  test("leaves out what browsers take over https only, where there is none", async () => {
    const { browser } = await authServer({ publicUrl: "http://127.0.0.1:3210" });

    const { headers } = await browser().get("/auth/login");

    expect(headers["set-cookie"]?.[0]).toMatch(/^vibedeck-[0-9a-f]{8}-flow-[0-9a-f]{8}=1\./);
    expect(headers["set-cookie"]?.[0]).not.toContain("Secure");
  });

  test("keeps five sign-ins at most and lets go of the oldest (28)", async () => {
    const { browser, clock, provider } = await authServer();
    const alice = browser();
    const states: string[] = [];

    for (let at = 0; at < 8; at++) {
      states.push(await alice.login());
      clock.ms += 1_000;
    }

    expect([...alice.cookies.keys()].toSorted()).toEqual(
      states
        .slice(3)
        .map((state) => PREFIX + sha256(state))
        .toSorted(),
    );
    expect((await alice.callback(states[2] ?? "")).status).toBe(400);
    expect((await alice.callback(states[3] ?? "")).status).toBe(303);
    expect(provider.finished).toHaveLength(1);
  });

  test("keeps its cookies small, however long the addresses to return to are (59)", async () => {
    const { browser, clock } = await authServer();
    const alice = browser();

    for (let at = 0; at < 8; at++) {
      await alice.login(`/deck/s/${"a".repeat(2_000)}`);
      clock.ms += 1_000;
    }

    const sizes = [...alice.cookies.values()].map(({ length }) => length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3_500);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(6_000);
    expect(sizes.length).toBeGreaterThanOrEqual(1);
  });

  test("signs in although the address to return to does not fit beside what the provider needs", async () => {
    const { browser, provider } = await authServer();
    const { begin } = provider;
    provider.begin = async (...given) => ({
      ...(await begin.apply(provider, given)),
      flow: { verifier: "v".repeat(1_500) },
    });
    const alice = browser();

    const answer = await alice.callback(await alice.login(`/deck/s/${"a".repeat(2_000)}`));

    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe("/deck/");
  });

  test("throws away cookies that only look like its own (46)", async () => {
    const { browser } = await authServer();
    const alice = browser();
    for (let at = 0; at < 6; at++) alice.cookies.set(`${PREFIX}0000000${at}`, "1.planted");
    alice.cookies.set(`${PREFIX}x%0d`, "1.planted");

    const state = await alice.login();

    expect([...alice.cookies.keys()]).toEqual([`${PREFIX}x%0d`, PREFIX + sha256(state)]);
  });

  test("goes nowhere when the provider's address is none of the web (34)", async () => {
    const { browser, provider } = await authServer();

    for (const address of ["javascript:alert(1)//", "data:text/html,x", "file:///etc/passwd"]) {
      provider.address = address;
      const answer = await browser().get("/auth/login");
      expect(answer.status).toBe(503);
      expect(answer.headers.location).toBeUndefined();
    }
  });

  test("does nothing for somebody who only asks for headers", async () => {
    const server = await authServer();
    const alice = server.browser();
    const state = await alice.login();

    const login = await alice.send("HEAD", "/auth/login");
    const callback = await alice.send("HEAD", `/auth/callback?state=${state}&code=x`);

    expect([login.status, callback.status]).toEqual([200, 200]);
    expect(login.headers["set-cookie"]).toBeUndefined();
    expect(server.provider.begun).toHaveLength(1);
    expectUntouched(server);
    expect((await alice.callback(state)).status).toBe(303);
  });
});

describe("the way back", () => {
  test("signs in whom the provider names and returns to where they were going", async () => {
    const { browser, signIns, provider } = await authServer();
    const alice = browser();
    const state = await alice.login("/deck/s/abc?x=1");

    const answer = await alice.callback(state);

    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe("/deck/s/abc?x=1");
    expect(answer.text).toBe("");
    expect(signIns.entered).toEqual([ALICE]);
    expect([...alice.cookies]).toEqual([["who", "alice"]]);
    expect(provider.finished).toEqual([
      {
        url: `https://deck.example/deck/auth/callback?state=${state}&code=the-code`,
        state,
        flow: { nonce: `nonce-of-${state}`, verifier: `verifier-of-${state}` },
      },
    ]);
  });

  test("hands on the public address and the query, whatever else the request says (38)", async () => {
    const { browser, provider } = await authServer();
    const alice = browser();
    const state = await alice.login();

    await alice.get(`/auth/callback?state=${state}&code=a%20b&iss=https://id.example`, {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-original-url": "/auth/callback?state=other",
      "content-type": "application/x-www-form-urlencoded",
    });

    expect(provider.finished[0]?.url).toBe(
      `https://deck.example/deck/auth/callback?state=${state}&code=a%20b&iss=https://id.example`,
    );
  });

  test.each([
    ["nothing", ""],
    ["a code alone", "?code=x"],
    ["an empty state", "?code=x&state="],
    ["a state that nobody has made", `?code=x&state=${"A".repeat(43)}`],
    ["an endless state", `?code=x&state=${"A".repeat(10_000)}`],
    ["a state that is an object's", "?code=x&state=__proto__"],
    ["an error without a state", "?error=access_denied"],
  ])("is refused with %s (25)", async (_what, query) => {
    const server = await authServer();
    const alice = server.browser();
    await alice.login();

    const answer = await alice.get(`/auth/callback${query}`);

    expect(answer.status).toBe(400);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expectUntouched(server);
  });

  test("is refused when anything is there twice (25)", async () => {
    const server = await authServer();
    const alice = server.browser();
    const state = await alice.login();

    for (const query of [
      `state=${state}&state=${state}`,
      `state=${state}&state=x`,
      `state=${state}&code=a&code=b`,
    ]) {
      expect((await alice.get(`/auth/callback?${query}&code=x`)).status).toBe(400);
    }

    expectUntouched(server);
    expect((await alice.callback(state)).status).toBe(303);
  });

  test("is refused in a browser that did not begin it (26)", async () => {
    const server = await authServer();
    const mallory = server.browser();
    const alice = server.browser();
    const state = await mallory.login();
    await alice.login();

    const answer = await alice.callback(state);

    expect(answer.status).toBe(400);
    expect(answer.text).toContain("Sign-in not finished");
    expect(alice.cookies.has("who")).toBe(false);
    expectUntouched(server);
  });

  test("is refused when the cookie was put under another state's name (26)", async () => {
    const server = await authServer();
    const mallory = server.browser();
    const alice = server.browser();
    const [hers, his] = [await alice.login(), await mallory.login()];
    alice.cookies.set(PREFIX + sha256(hers), mallory.cookies.get(PREFIX + sha256(his)) ?? "");

    expect((await alice.callback(hers)).status).toBe(400);
    expect((await alice.callback(his)).status).toBe(400);
    expectUntouched(server);
  });

  test("is refused when two cookies have the name (26, 49)", async () => {
    const server = await authServer();
    const alice = server.browser();
    const state = await alice.login();
    const name = PREFIX + sha256(state);
    const value = alice.cookies.get(name) ?? "";

    for (const cookie of [`${name}=planted; ${name}=${value}`, `${name}=${value}; ${name}=planted`]) {
      expect((await alice.get(`/auth/callback?state=${state}&code=x`, { cookie })).status).toBe(400);
    }

    expectUntouched(server);
  });

  test("works once: not again with the cookie that was kept, nor while the first is still on its way (27)", async () => {
    const { browser, provider, signIns } = await authServer();
    const alice = browser();
    const state = await alice.login();
    const kept = new Map(alice.cookies);
    const gate = opening();
    const arrived = opening();
    provider.onFinish = async () => {
      arrived.resolve();
      await gate.promise;
      return ALICE;
    };

    const first = alice.callback(state);
    await arrived.promise;
    const copy = browser();
    for (const [name, value] of kept) copy.cookies.set(name, value);
    const during = await copy.callback(state);
    gate.resolve();
    const [name, value] = [...kept][0] ?? ["", ""];
    expect((await first).status).toBe(303);
    copy.cookies.set(name, value);
    const after = await copy.callback(state);

    expect([during.status, after.status]).toEqual([400, 400]);
    expect(provider.finished).toHaveLength(1);
    expect(signIns.entered).toHaveLength(1);
  });

  test("takes the cookie away before the exchange, whatever comes of it (27)", async () => {
    const { browser, provider } = await authServer();
    const alice = browser();
    const state = await alice.login();
    provider.onFinish = async () => {
      throw new VibeDeckError("PROVIDER_FAILED", "It is down.");
    };

    const failed = await alice.callback(state);

    expect(failed.status).toBe(503);
    expect(alice.cookies.size).toBe(0);
    expect((await alice.callback(state)).status).toBe(400);
  });

  test("finishes in both tabs in which it was begun (28)", async () => {
    const { browser, provider } = await authServer();
    const alice = browser();
    const one = await alice.login("/deck/s/one");
    const two = await alice.login("/deck/s/two");

    const second = await alice.callback(two);
    const first = await alice.callback(one);

    expect([second.status, second.headers.location]).toEqual([303, "/deck/s/two"]);
    expect([first.status, first.headers.location]).toEqual([303, "/deck/s/one"]);
    expect(provider.finished.map(({ flow }) => flow["nonce"])).toEqual([
      `nonce-of-${two}`,
      `nonce-of-${one}`,
    ]);
  });

  test("is refused after ten minutes, and from the future (27)", async () => {
    const server = await authServer();
    const alice = server.browser();
    const [late, early, good] = [await alice.login(), await alice.login(), await alice.login()];

    server.clock.ms += FLOW_MS;
    expect((await alice.callback(late)).status).toBe(400);
    server.clock.ms -= FLOW_MS + 1;
    expect((await alice.callback(early)).status).toBe(400);
    expectUntouched(server);
    server.clock.ms += FLOW_MS;
    expect((await alice.callback(good)).status).toBe(303);
  });

  test("works with a secret that is on its way out, and with none that is gone (27)", async () => {
    const [old, next] = [
      "an old secret of more than 32 bytes....",
      "a new secret of more than 32 bytes.....",
    ];
    const before = (await authServer({ sessionSecrets: [old] })).browser();
    const rotated = (await authServer({ sessionSecrets: [next, old] })).browser();
    const gone = (await authServer({ sessionSecrets: [next] })).browser();
    const state = await before.login();

    for (const [name, value] of before.cookies)
      for (const other of [rotated, gone]) other.cookies.set(name, value);

    expect((await gone.callback(state)).status).toBe(400);
    expect((await rotated.callback(state)).status).toBe(303);
  });

  test("looks again at where to return to (36)", async () => {
    const { browser } = await authServer();
    const alice = browser();

    for (const evil of ["//evil.example", "https://evil.example", "/deck/../..//evil.example", "/other"]) {
      const answer = await alice.callback(await alice.login(evil));
      expect(answer.headers.location).toBe("/deck/");
    }
    const twice = await alice.get("/auth/login?return_to=/deck/a&return_to=/deck/b");
    const state = new URL(twice.headers.location ?? "").searchParams.get("state") ?? "";
    expect((await alice.callback(state)).headers.location).toBe("/deck/");
  });

  test("is a GET: everything else is not known there (25)", async () => {
    const server = await authServer();
    const alice = server.browser();
    const state = await alice.login();

    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const body = `state=${state}&code=x`;
      const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": body.length };
      const answer = await alice.send(method, `/auth/callback?${body}`, headers, body);
      expect(answer.status).toBe(405);
    }

    expectUntouched(server);
  });

  test("lets nobody in whom the provider does not name (34)", async () => {
    const { browser, provider, signIns } = await authServer();
    const alice = browser();

    for (const answer of [
      undefined,
      null,
      "alice",
      [],
      {},
      { ...ALICE, issuer: "" },
      { ...ALICE, subject: 7 },
      { issuer: "x", subject: "y" },
      JSON.parse('{"__proto__": {"issuer": "x"}, "subject": "y", "id": "z"}'),
    ]) {
      provider.onFinish = async () => answer;
      expect((await alice.callback(await alice.login())).status).toBe(503);
    }

    expect(signIns.entered).toEqual([]);
  });

  test("takes over nothing that has the wrong type (34)", async () => {
    const { browser, provider, signIns } = await authServer();
    const lies = {
      ...ALICE,
      name: { toString: 1 },
      email: ["a@b.c"],
      emailVerified: "true",
      groups: ["a", 1, null],
    };
    provider.onFinish = async () => JSON.parse(JSON.stringify(lies));
    const alice = browser();

    await alice.callback(await alice.login());

    expect(signIns.entered).toEqual([{ issuer: ALICE.issuer, subject: "a-1", id: "alice", groups: ["a"] }]);
  });
});
