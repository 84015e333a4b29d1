import { describe, expect, test } from "vitest";
import { noBrowser, useBrowser } from "../browser/chromium.ts";
import { picture } from "../browser/picture.ts";
import { uuid } from "../support/home.ts";
import { OF_ALICE, OF_BOB, openHouse } from "./house.ts";
import { choose, openBrowserOf, SCREENS, signIn } from "./people.ts";

/** An answer that a thousand tokens went into and a thousand came out of. */
function answer(n: number): string {
  const usage = {
    input_tokens: 1_000,
    output_tokens: 1_000,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
  const content = [{ type: "text", text: "It is done." }];
  const message = {
    id: `msg_${n}`,
    type: "message",
    role: "assistant",
    model: "claude-opus-4-5-20251101",
    content,
    usage,
  };
  const timestamp = new Date(1_760_000_000_000 + n * 1_000).toISOString();
  const about = { uuid: uuid(n), parentUuid: null, sessionId: uuid(1), timestamp, cwd: "/somewhere/project" };
  return JSON.stringify({ type: "assistant", message, requestId: `req_${n}`, version: "2.0.0", ...about });
}

describe.skipIf(noBrowser)("the page of users", () => {
  const browser = useBrowser();

  test.each(SCREENS)(
    "on a %s: an admin sees who is here, what they have and what it cost, and ends a sign-in (56)",
    { timeout: 60_000 },
    async (screen, options) => {
      const { deck, provider } = await openHouse({ admin_users: ["alice"] });
      deck.append("bob", 2, answer(3));
      const bob = await openBrowserOf(browser(), deck, provider);
      await bob.page.goto("/");
      await signIn(bob.page, "bob");
      await bob.page.getByText(OF_BOB).first().waitFor();

      const { page, watch } = await openBrowserOf(browser(), deck, provider, options);
      await page.goto("/");
      await signIn(page, "alice");
      await page.getByText(OF_ALICE).first().waitFor();
      expect(await page.getByText(OF_BOB).count()).toBe(0);
      await choose(page, "Users");
      const line = page.locator('[data-user="bob"]');
      await line.waitFor();
      await picture(page, `auth-${screen}-admin`);
      await page.emulateMedia({ colorScheme: "dark" });
      await picture(page, `auth-${screen}-admin-dark`);
      await page.emulateMedia({ colorScheme: "light" });
      expect(await line.getByRole("cell").allTextContents()).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/Browsers1$/),
          expect.stringMatching(/Sessions1$/),
          expect.stringMatching(/Cost.*\$0\.03/),
        ]),
      );

      await line.getByRole("button", { name: /^Sign out everywhere/ }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
      await bob.page.getByRole("alertdialog", { name: "You are signed out" }).waitFor();
      await expect
        .poll(() => line.getByRole("cell").allTextContents())
        .toContainEqual(expect.stringMatching(/Browsers0$/));
      expect(deck.accounts.audit.read({ act: "revoke" })).toMatchObject([{ user: "alice", target: "bob" }]);

      await page.getByRole("link", { name: "Show everybody's sessions" }).click();
      await page.getByText(OF_BOB).first().waitFor();
      await picture(page, `auth-${screen}-everybody`);
      expect(deck.accounts.audit.read({ act: "see-all" }).length).toBeGreaterThan(0);
      expect(watch.errors).toEqual([]);
    },
  );

  test("to everybody else it does not exist (96)", { timeout: 60_000 }, async () => {
    const { deck, provider } = await openHouse({ admin_users: ["alice"] });
    const { page } = await openBrowserOf(browser(), deck, provider);
    await page.goto("/admin?all=1");
    await signIn(page, "bob");
    await page.waitForURL("**/admin?all=1");
    await page.getByRole("button", { name: /^Account/ }).click();
    expect(await page.getByRole("menuitem").allTextContents()).toEqual(["Sign out"]);
    await picture(page, "auth-desk-admin-to-others");
    const cookie = await deck.enter("bob");
    const [users, nothing] = [
      await deck.ask(cookie, "GET", "/api/users"),
      await deck.ask(cookie, "GET", "/api/userz"),
    ];
    expect(users.status).toBe(404);
    const same = (text: string): unknown => ({ ...JSON.parse(text).error, requestId: undefined });
    expect(same(users.text)).toEqual(same(nothing.text));
    expect((await deck.ask(cookie, "GET", "/api/sessions?all=1")).text).not.toContain(OF_ALICE);
  });
});
