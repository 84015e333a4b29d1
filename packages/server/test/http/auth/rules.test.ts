import { describe, expect, test } from "vitest";
import type { Browser } from "../support/browser.ts";
import { codeOf, fakeProvider, person } from "../support/fake-provider.ts";
import { signedInDeck, signInWith } from "../support/signed-in.ts";

async function status(browser: Browser): Promise<number> {
  return (await browser.get("/api/me")).status;
}

describe("what the rules look at", () => {
  test.each([
    ["the right domain, verified", { email: "a@corp.com" }, true],
    ["a domain that only ends like it", { email: "a@exploitcorp.com" }, false],
    ["a domain below it", { email: "a@sub.corp.com" }, false],
    ["another domain after it", { email: "a@corp.com@evil.com" }, false],
    ["a longer domain", { email: "a@corp.com.evil" }, false],
    ["a quoted address", { email: '"a@corp.com"@evil.com' }, false],
    ["the domain in capitals", { email: "A@CORP.COM" }, true],
    ["a letter that folds into it", { email: "a@\u212aorp.com" }, false],
    ["nobody before it", { email: "@corp.com" }, false],
    ["an address that is not verified", { email: "a@corp.com", emailVerified: false }, false],
  ])("%s (21)", async (_what, more, enters) => {
    const provider = fakeProvider();
    provider.people.set(codeOf("alice"), person("alice", more));
    const rules = { allowedUsers: [], allowedDomains: ["corp.com", "korp.com"] };
    const deck = await signedInDeck({ provider, rules });
    const browser = deck.browser();

    const back = await signInWith(browser, "alice");

    expect(back.status).toBe(enters ? back.status : 403);
    expect(await status(browser)).toBe(enters ? 200 : 401);
    expect(deck.elsewhere.users.list()).toHaveLength(enters ? 1 : 0);
  });
});
