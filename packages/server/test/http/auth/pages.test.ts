import { expect, test } from "vitest";
import { authServer } from "./auth-server.ts";

const JSON_BODY = { "content-type": "application/json" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

test("the sign-in page says where one signs in, and allows itself nothing (164)", async () => {
  const { browser, provider } = await authServer();
  provider.label = `Bräu <b>"&'`;

  const { status, headers, text } = await browser().get(
    "/auth/sign-in?return_to=/deck/s/abc%3Fq%3D1%26r%3D2",
  );

  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(headers["content-security-policy"]).toBe(
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  expect(headers["cache-control"]).toBe("no-store");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["x-frame-options"]).toBe("DENY");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["set-cookie"]).toBeUndefined();
  expect(text).toContain("Sign in with Bräu &lt;b&gt;&quot;&amp;&#39;</a>");
  expect(text).toContain('href="/deck/auth/login?return_to=%2Fdeck%2Fs%2Fabc%3Fq%3D1%26r%3D2"');
  expect(text).toContain('href="/deck/auth/page.css"');
  expect(text).not.toMatch(/<script|style="|javascript:|http-equiv/i);
  expect(provider.begun).toEqual([]);
});

test("the sign-in page leads nowhere else (36)", async () => {
  const { browser } = await authServer();

  const { text } = await browser().get(`/auth/sign-in?return_to=${encodeURIComponent("//evil.example")}`);

  expect(text).toContain('href="/deck/auth/login?return_to=%2Fdeck%2F"');
  expect(text).not.toContain("evil");
});

test("the sign-in page says that the provider's own sign-in may go on, and how to end it", async () => {
  const { browser, provider } = await authServer();
  const asked: string[] = [];
  provider.signOutUrl = async (returnTo) => {
    asked.push(returnTo);
    return "https://id.example/logout?x=1&y=2";
  };

  const out = await browser().get("/auth/sign-in?signed_out");
  const ended = await browser().get("/auth/sign-in?ended");
  const plain = await browser().get("/auth/sign-in");

  expect(out.text).toContain("You may still be signed in at Example");
  expect(out.text).toContain('href="https://id.example/logout?x=1&amp;y=2"');
  expect(ended.text).toContain("Your sign-in ended.");
  expect(plain.text).not.toMatch(/class="note"/);
  expect(asked).toEqual(["https://deck.example/deck/auth/sign-in"]);
});

test("nothing but an address of the web becomes a link to sign out (34)", async () => {
  const { browser, provider } = await authServer();

  for (const url of [
    "javascript:alert(1)",
    "data:text/html,x",
    7,
    null,
    {},
    `https://id.example/${"x".repeat(9_000)}`,
  ]) {
    provider.signOutUrl = async () => JSON.parse(JSON.stringify(url));
    const alice = browser();
    const page = await alice.get("/auth/sign-in?signed_out");
    const out = await alice.send("POST", "/auth/logout", JSON_BODY, "{}");
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("Sign out at");
    expect(out.json()).toEqual({ signedOut: true });
  }
});

test("who is signed in already goes on to where they were going", async () => {
  const { browser } = await authServer();
  const alice = browser();
  alice.cookies.set("who", "alice");

  const page = await alice.get("/auth/sign-in?return_to=/deck/s/abc");
  const evil = await alice.get("/auth/sign-in?return_to=//evil.example");
  const again = await alice.get("/auth/login");

  expect([page.status, page.headers.location]).toEqual([303, "/deck/s/abc"]);
  expect([evil.status, evil.headers.location]).toEqual([303, "/deck/"]);
  expect(again.status).toBe(302);
});

test("the pages' style is for everybody, and the only thing that caches may keep", async () => {
  const { browser } = await authServer();

  const { status, headers, text } = await browser().get("/auth/page.css");

  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/css; charset=utf-8");
  expect(headers["cache-control"]).toBe("public, max-age=3600");
  expect(text).toContain("prefers-color-scheme: dark");
  expect(text).not.toMatch(/url\(|@import/);
});

test("HEAD is answered like GET, without a body", async () => {
  const { browser } = await authServer();
  const alice = browser();

  for (const path of ["/auth/sign-in", "/auth/page.css"]) {
    const [get, head] = [await alice.get(path), await alice.send("HEAD", path)];
    expect(head.status).toBe(get.status);
    expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
    expect(head.text).toBe("");
  }
});

test("signing out ends the session and tells a page where the provider's ends", async () => {
  const { browser, provider, signIns } = await authServer();
  provider.signOutUrl = async () => "https://id.example/logout";
  const alice = browser();
  await alice.callback(await alice.login());

  const answer = await alice.send("POST", "/auth/logout", JSON_BODY, "{}");

  expect(answer.status).toBe(200);
  expect(answer.json()).toEqual({ signedOut: true, url: "https://id.example/logout" });
  expect(signIns.left).toEqual(["alice"]);
  expect(alice.cookies.has("who")).toBe(false);
});

test("signing out with a form leads to the sign-in page", async () => {
  const { browser, signIns } = await authServer();
  const alice = browser();
  alice.cookies.set("who", "alice");

  const answer = await alice.send("POST", "/auth/logout", FORM, "x=1");

  expect([answer.status, answer.headers.location]).toEqual([303, "/deck/auth/sign-in?signed_out"]);
  expect(signIns.left).toEqual(["alice"]);
});

test("nobody is signed out by looking at an address", async () => {
  const { browser, signIns } = await authServer();
  const alice = browser();
  alice.cookies.set("who", "alice");

  const answers = [await alice.get("/auth/logout"), await alice.send("HEAD", "/auth/logout")];

  expect(answers.map(({ status }) => status)).toEqual([405, 405]);
  expect(signIns.left).toEqual([]);
});

test("who is signed out already is signed out", async () => {
  const { browser } = await authServer();

  const answer = await browser().send("POST", "/auth/logout", JSON_BODY, "{}");

  expect([answer.status, answer.json()]).toEqual([200, { signedOut: true }]);
});
