import { VibeDeckError } from "@vibedeck/core";
import { expect, test } from "vitest";
import { ALICE, authServer } from "./auth-server.ts";

const EVIL = `"><script>alert(1)</script><img src=x onerror='a'>&amp;`;

/** Nothing of it can be markup. */
function expectHarmless(text: string): void {
  expect(text).not.toMatch(/<(?:script|img|iframe|base|form)\b/i);
  expect(text).not.toMatch(/\son\w+=["']/i);
}

test("a provider that is down gets a page with what to do, and nobody is sent round in circles (39)", async () => {
  const { browser, provider } = await authServer();
  provider.onBegin = async () => {
    throw new VibeDeckError("PROVIDER_FAILED", "connect ECONNREFUSED 10.0.0.9:443");
  };

  const answer = await browser().get("/auth/login?return_to=/deck/s/abc");

  expect(answer.status).toBe(503);
  expect(answer.headers["retry-after"]).toBe("10");
  expect(answer.headers.location).toBeUndefined();
  expect(answer.headers["refresh"]).toBeUndefined();
  expect(answer.headers["set-cookie"]).toBeUndefined();
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(answer.text).toContain("Provider not available");
  expect(answer.text).toContain('href="/deck/auth/login?return_to=%2Fdeck%2Fs%2Fabc">Try again</a>');
  expect(answer.text).toContain(`Request ${String(answer.headers["x-request-id"])}`);
  expect(answer.text).not.toMatch(/http-equiv|ECONNREFUSED|10\.0\.0\.9/);
});

test("a provider that never answers is given up, on both ways (39)", async () => {
  const { browser, provider } = await authServer({ limitMs: 30 });
  const alice = browser();
  const state = await alice.login();
  provider.onBegin = () => new Promise(() => {});
  provider.onFinish = () => new Promise(() => {});

  const [login, callback] = await Promise.all([alice.get("/auth/login"), alice.callback(state)]);

  expect([login.status, callback.status]).toEqual([503, 503]);
});

test("who is signed in does not notice that the provider is down (39)", async () => {
  const { browser, provider, signIns } = await authServer();
  const alice = browser();
  await alice.callback(await alice.login());
  provider.onBegin = async () => {
    throw new VibeDeckError("PROVIDER_FAILED", "It is down.");
  };
  provider.onFinish = async () => {
    throw new VibeDeckError("PROVIDER_FAILED", "It is down.");
  };
  provider.signOutUrl = async () => {
    throw new VibeDeckError("PROVIDER_FAILED", "It is down.");
  };

  const page = await alice.get("/auth/sign-in?return_to=/deck/s/abc");
  await alice.get("/auth/login");
  await alice.get("/auth/callback?state=x&code=y");
  const again = await alice.get("/auth/sign-in");
  const out = await alice.send("POST", "/auth/logout", { "content-type": "application/json" }, "{}");

  expect([page.status, page.headers.location]).toEqual([303, "/deck/s/abc"]);
  expect([again.status, again.headers.location]).toEqual([303, "/deck/"]);
  expect(out.json()).toEqual({ signedOut: true });
  expect(signIns.left).toEqual(["alice"]);
});

test("what the provider's address says is shown nowhere (35)", async () => {
  const { browser, provider } = await authServer();
  provider.onFinish = async ({ url }) => {
    const said = new URL(url).searchParams.get("error_description") ?? "";
    throw new VibeDeckError("SIGN_IN_REFUSED", `The provider says: ${said}`, { hint: said });
  };
  const alice = browser();
  const evil = encodeURIComponent(EVIL);

  const known = await alice.callback(
    await alice.login(),
    `&error=${evil}&error_description=${evil}&error_uri=${evil}`,
  );
  const unknown = await alice.get(
    `/auth/callback?state=${evil}&error=access_denied&error_description=${evil}`,
  );
  const path = await alice.get(
    `/auth/sign-in?error=${evil}&return_to=${evil}&signed_out=${evil}&ended=${evil}`,
  );

  expect([known.status, unknown.status, path.status]).toEqual([403, 400, 200]);
  expect(known.text).toContain("refused by the provider");
  for (const { text } of [known, unknown, path]) {
    expectHarmless(text);
    expect(text).not.toMatch(/alert\(|The provider says|access_denied/);
  }
});

test("an account that is not admitted is named, with the way to another one (35, 40)", async () => {
  const { browser, provider, signIns } = await authServer();
  provider.label = "Example & Sons";
  provider.onFinish = async () => ({ ...ALICE, name: `Mallory ${EVIL}` });
  provider.signOutUrl = async () => "https://id.example/logout?a=1&b=2";
  signIns.refusal = new VibeDeckError("SIGN_IN_REFUSED", "This account may not sign in here.", {
    hint: "Ask the operator of this server.",
  });
  const mallory = browser();

  const answer = await mallory.callback(await mallory.login("/deck/s/abc"));

  expect(answer.status).toBe(403);
  expect(answer.headers.location).toBeUndefined();
  expect(mallory.cookies.size).toBe(0);
  expect(answer.text).toContain("This account may not sign in here. Ask the operator of this server.");
  expect(answer.text).toContain(
    "At Example &amp; Sons, this browser is signed in as <strong><bdi>Mallory &quot;&gt;&lt;script&gt;",
  );
  expect(answer.text).toContain('href="https://id.example/logout?a=1&amp;b=2"');
  expectHarmless(answer.text);
});

test("an account without a name is called as the provider calls it, and not at any length (35)", async () => {
  const { browser, provider, signIns } = await authServer();
  signIns.refusal = new VibeDeckError("SIGN_IN_REFUSED", "No.");
  const shown: (string | undefined)[] = [];
  for (const id of ["mallory", 42, { evil: EVIL }, "x".repeat(50_000)]) {
    provider.onFinish = async () => ({ issuer: "i", subject: "s", id });
    const mallory = browser();
    const { text } = await mallory.callback(await mallory.login());
    expectHarmless(text);
    shown.push(/<bdi>(.*?)<\/bdi>/.exec(text)?.[1]);
  }

  expect(shown).toEqual(["mallory", "42", "an account without a name", `${"x".repeat(100)}…`]);
});

test("what goes wrong unexpectedly says nothing about itself (35, 42)", async () => {
  const { browser, provider, signIns } = await authServer();
  const alice = browser();
  provider.onFinish = async ({ url }) => {
    throw new TypeError(`Invalid token at ${url} ${EVIL}`);
  };

  const plugin = await alice.callback(await alice.login());
  provider.onFinish = async () => ALICE;
  signIns.refusal = new Error("SQLITE_BUSY: /var/lib/accounts.db");
  const store = await alice.callback(await alice.login());

  for (const { status, text } of [plugin, store]) {
    expect(status).toBe(500);
    expect(text).toContain("Something went wrong");
    expect(text).not.toMatch(/the-code|SQLITE|accounts\.db|TypeError|alert\(/);
  }
});

test("a store that does not answer is no reason to go to the provider again (39)", async () => {
  const { browser, provider, signIns } = await authServer();
  const alice = browser();
  signIns.broken = new VibeDeckError("UNAVAILABLE", "The server is starting or stopping.");

  const page = await alice.get("/auth/sign-in");

  expect(page.status).toBe(503);
  expect(page.headers["retry-after"]).toBe("2");
  expect(page.text).toContain('href="/deck/auth/sign-in">Try again</a>');
  expect(provider.begun).toEqual([]);
});
