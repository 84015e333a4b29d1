import { expect, test } from "vitest";
import { NAVIGATION } from "../support/browser.ts";
import { ask } from "../support/server.ts";
import { signedInDeck } from "../support/signed-in.ts";

test("a browser that was stuffed with cookies of sign-ins can sign in, and gets an answer that proxies let through", async () => {
  const deck = await signedInDeck();
  const browser = deck.browser();
  await browser.get("/auth/login");
  const [name = ""] = browser.cookies.keys();
  const planted = Array.from(
    { length: 200 },
    (_, no) => `${name.slice(0, -8)}${String(no).padStart(8, "0")}`,
  );
  const cookie = planted.map((other) => `${other}=1.AAAA`).join("; ");
  const answer = await ask(deck.port, "GET", "/auth/login", { ...NAVIGATION, cookie });
  expect(answer.status).toBe(302);
  const set = answer.headers["set-cookie"] ?? [];
  expect(set.join("").length).toBeLessThan(4_096);
  // Some go each time.
  expect(set.filter((text) => planted.some((other) => text.startsWith(`${other}=;`))).length).toBeGreaterThan(
    5,
  );
});
