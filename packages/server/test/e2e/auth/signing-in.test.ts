import { describe, expect, test } from "vitest";
import { noBrowser, useBrowser } from "../browser/chromium.ts";
import { picture } from "../browser/picture.ts";
import { message, row } from "../browser/reading.ts";
import { prompt } from "../support/home.ts";
import { ALICE, EVE, OF_ALICE, OF_BOB, openHouse } from "./house.ts";
import { choose, cookiesOf, goToProvider, logIn, openBrowserOf, SCREENS, signIn } from "./people.ts";

describe.skipIf(noBrowser)("signing in from a real browser", () => {
  const browser = useBrowser();

  test.each(SCREENS)(
    "on a %s: from a deep link to the provider and back, own sessions only, out again; a copied cookie is dead then (47)",
    { timeout: 60_000 },
    async (screen, options) => {
      const { deck, provider } = await openHouse();
      const key = await deck.keyOf(await deck.enter("alice"));
      const { page, watch } = await openBrowserOf(browser(), deck, provider, options);

      await page.goto(`/s/${key}?a=1`);
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      await picture(page, `auth-${screen}-sign-in`);
      await page.emulateMedia({ colorScheme: "dark" });
      await picture(page, `auth-${screen}-sign-in-dark`);
      await page.emulateMedia({ colorScheme: "light" });
      await signIn(page, "alice");
      await page.waitForURL((url) => url.pathname === `/s/${key}` && url.search === "?a=1");
      await message(page, OF_ALICE).waitFor();
      await picture(page, `auth-${screen}-signed-in`);

      await page.goto("/");
      await row(page, key).waitFor();
      expect(await page.locator("[role=listitem][data-key]").count()).toBe(1);
      expect(await page.getByText(OF_BOB).count()).toBe(0);
      await page.getByRole("button", { name: /^Account/ }).click();
      await picture(page, `auth-${screen}-menu`);
      await page.keyboard.press("Escape");

      const copied = await cookiesOf(page, deck);
      expect((await deck.ask(copied, "GET", "/api/me")).status).toBe(200);
      await choose(page, "Sign out");
      await page.getByRole("button", { name: "Yes, sign out" }).click();
      await page.waitForURL("**/auth/sign-in");
      expect(await cookiesOf(page, deck)).toBe("");
      expect((await deck.ask(copied, "GET", "/api/me")).status).toBe(401);
      await page.goto("/");
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      expect(watch.errors).toEqual([]);
      expect(watch.foreign).toEqual([]);
      expect(deck.log).not.toContain(ALICE.email);
    },
  );

  test.each(SCREENS)(
    "on a %s: who is not allowed is told so, and is not sent to the provider again (40)",
    { timeout: 60_000 },
    async (screen, options) => {
      const { deck, provider } = await openHouse();
      const { page, watch } = await openBrowserOf(browser(), deck, provider, options);
      const begun = (): number => provider.asked.filter((path) => path === "/auth").length;

      await page.goto("/");
      await signIn(page, "eve");
      await page.getByRole("heading", { name: "Not signed in" }).waitFor();
      await page.locator("main strong", { hasText: "eve" }).waitFor();
      await picture(page, `auth-${screen}-refused`);
      await page.emulateMedia({ colorScheme: "dark" });
      await picture(page, `auth-${screen}-refused-dark`);
      expect(begun()).toBe(1);
      expect(await cookiesOf(page, deck)).toBe("");
      await page.goto("/");
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      expect(begun()).toBe(1);
      const [refused] = deck.accounts.audit.read({ act: "refused" });
      expect(refused?.target).toContain(EVE.sub);
      // Chromium says so itself when a page answers with 403.
      expect(watch.errors.filter((text) => !text.includes("403"))).toEqual([]);
    },
  );

  test("who says no at the provider gets our words, not the provider's (35)", {
    timeout: 60_000,
  }, async () => {
    const { deck, provider } = await openHouse();
    const { page, watch } = await openBrowserOf(browser(), deck, provider);
    await page.goto("/");
    await goToProvider(page);
    await page.getByRole("button", { name: "Log in" }).waitFor();
    await page.getByLabel("Account").fill("alice");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("button", { name: "Refuse" }).click();
    await page.getByRole("heading", { name: "Not signed in" }).waitFor();
    expect(page.url()).toContain("%3Cscript%3E");
    expect(await page.locator("main").textContent()).not.toContain("script");
    expect(await page.locator("script").count()).toBe(0);
    expect(watch.dialogs).toEqual([]);
  });

  test("the provider's new key is fetched when it signs with one (39)", { timeout: 60_000 }, async () => {
    const { deck, provider } = await openHouse();
    const alice = await openBrowserOf(browser(), deck, provider);
    await alice.page.goto("/");
    await signIn(alice.page, "alice");
    await alice.page.getByText(OF_ALICE).first().waitFor();

    provider.rotate();
    // Unknown keys make it ask again, at most once a minute.
    deck.passMinute();
    const bob = await openBrowserOf(browser(), deck, provider);
    await bob.page.goto("/");
    await signIn(bob.page, "bob");
    await bob.page.getByText(OF_BOB).first().waitFor();
    expect(provider.asked.filter((path) => path === "/jwks").length).toBe(2);
    await alice.page.reload();
    await alice.page.getByText(OF_ALICE).first().waitFor();
  });

  test("two tabs that sign in at once both end signed in (28)", { timeout: 60_000 }, async () => {
    const { deck, provider } = await openHouse();
    const key = await deck.keyOf(await deck.enter("alice"));
    const { page: first } = await openBrowserOf(browser(), deck, provider);
    const second = await first.context().newPage();
    await first.goto(`/s/${key}`);
    await second.goto("/new");
    await goToProvider(first);
    await goToProvider(second);
    await second.getByLabel("Account").waitFor();
    await logIn(first, "alice");
    await message(first, OF_ALICE).waitFor();
    await logIn(second, "alice");
    await second.waitForURL("**/new");
    await second.getByRole("button", { name: /^Account/ }).waitFor();
    await first.reload();
    await message(first, OF_ALICE).waitFor();
  });
});

describe.skipIf(noBrowser)("the provider is gone", () => {
  const browser = useBrowser();

  test("nobody who is signed in notices; who wants to sign in is told, and can try again (39)", {
    timeout: 60_000,
  }, async () => {
    const { deck, provider } = await openHouse();
    const alice = await openBrowserOf(browser(), deck, provider);
    await alice.page.goto(`/s/${await deck.keyOf(await deck.enter("alice"))}`);
    await signIn(alice.page, "alice");
    await message(alice.page, OF_ALICE).waitFor();
    // What the server has asked the provider before, it remembers.
    await deck.restart();
    await provider.stop();

    const bob = await openBrowserOf(browser(), deck, provider);
    await bob.page.goto("/");
    await goToProvider(bob.page);
    await bob.page.getByRole("heading", { name: "Provider not available" }).waitFor();
    await picture(bob.page, "auth-desk-provider-down");
    expect((await deck.server.ask("GET", "/auth/login")).status).toBe(503);
    expect(Number((await deck.server.ask("GET", "/auth/login")).headers["retry-after"])).toBeGreaterThan(0);

    await alice.page.reload();
    await message(alice.page, OF_ALICE).waitFor();
    deck.append("alice", 1, prompt(3, "Then the fence"));
    await message(alice.page, "Then the fence").waitFor();

    await provider.restart();
    await bob.page.getByRole("link", { name: "Try again" }).click();
    await logIn(bob.page, "bob");
    await bob.page.getByText(OF_BOB).first().waitFor();
  });
});
