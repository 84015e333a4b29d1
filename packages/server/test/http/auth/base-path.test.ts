import { describe, expect, test } from "vitest";
import { NAVIGATION } from "../support/browser.ts";
import { signedInDeck, signInWith } from "../support/signed-in.ts";

describe("a server below a path", () => {
  const publicUrl = "https://x.example/vd";

  test.each([
    ["leaves the path as it is", "/vd"],
    ["takes it off", ""],
  ])("behind a proxy that %s (82)", async (_how, before) => {
    const deck = await signedInDeck({ publicUrl });
    const browser = deck.browser();

    const page = await browser.get(`${before}/s/x`, NAVIGATION);
    const gone = await browser.get(`${before}/auth/login?return_to=%2Fvd%2Fs%2Fx`, NAVIGATION);
    const provider = new URL(gone.headers.location ?? "");
    const query = `code=c0de-of-alice&state=${provider.searchParams.get("state")}`;
    const back = await browser.get(`${before}/auth/callback?${query}`, {
      ...NAVIGATION,
      "sec-fetch-site": "cross-site",
    });
    const api = await browser.get(`${before}/api/me`);
    const stream = browser.stream(`${before}/api/events`);

    expect(page.headers.location).toBe("/vd/auth/sign-in?return_to=%2Fvd%2Fs%2Fx");
    expect(provider.searchParams.get("redirect_uri")).toBe("https://x.example/vd/auth/callback");
    expect(back.headers.location).toBe("/vd/s/x");
    for (const cookie of [...(gone.headers["set-cookie"] ?? []), ...(back.headers["set-cookie"] ?? [])]) {
      expect(cookie).toMatch(/^__Host-[^;]+;.*Path=\/;/i);
    }
    expect(api.status).toBe(200);
    expect(await stream.head).toMatch(/^HTTP\/1.1 200/);
  });

  test("answers not beside it (82)", async () => {
    const deck = await signedInDeck({ publicUrl });
    const browser = deck.browser();
    await signInWith(browser, "alice", "/vd");

    const answers = [
      await browser.get("/vdx"),
      await browser.get("/vdx/api/me"),
      await browser.get("/vd/vd/api/me"),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});
