import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { noBrowser, useBrowser } from "../browser/chromium.ts";
import { picture } from "../browser/picture.ts";
import { message } from "../browser/reading.ts";
import { prompt } from "../support/home.ts";
import type { SignedDeck } from "../support/signed-deck.ts";
import { OF_ALICE, openHouse, operate } from "./house.ts";
import { choose, openBrowserOf, SCREENS, signIn } from "./people.ts";

const DRAFT = "Do not lose this, please";

function box(page: Page): Locator {
  return page.locator("vibedeck-composer vibedeck-message-box textarea");
}

function locked(page: Page): Locator {
  return page.getByRole("alertdialog", { name: "You are signed out" });
}

test.each([
  ["by time", async (deck: SignedDeck): Promise<void> => deck.passMinute()],
  [
    "by the operator",
    async (deck: SignedDeck): Promise<void> => void (await operate(deck, "users", "revoke", "alice")),
  ],
  [
    "by being blocked",
    async (deck: SignedDeck): Promise<void> => void (await operate(deck, "users", "block", "alice")),
  ],
])(
  "a stream whose sign-in ends %s says so within 5 seconds, closes, and tells nothing after (55, 56)",
  { timeout: 60_000 },
  async (_how, end) => {
    const { deck } = await openHouse({ session_idle: 60, session_max: 60 });
    const [alice, bob] = [await deck.enter("alice"), await deck.enter("bob")];
    const query = `?session=${await deck.keyOf(alice)}`;
    // Else the connection would be kept for another request after the stream's end.
    const stream = deck.stream(alice, { query, headers: { connection: "close" } });
    await stream.event(({ type }) => type === "hello");
    expect((await deck.ask(bob, "GET", "/api/me")).status).toBe(200);

    await end(deck);
    const begun = performance.now();
    await stream.event(({ type }) => type === "auth");
    await stream.closed;
    expect(performance.now() - begun).toBeLessThan(5_000);
    deck.append("alice", 1, prompt(3, "Said behind a closed door"));
    const again = deck.stream(alice);
    await again.until(() => again.status !== 0);
    expect(again.status).toBeGreaterThanOrEqual(401);
    expect(stream.events.at(-1)?.type).toBe("auth");
  },
);

describe.skipIf(noBrowser)("a sign-in that ends while the page is open", () => {
  const browser = useBrowser();

  test.each(SCREENS)(
    "on a %s: by time, while it streams: the page says so, asks no more, and the draft is there after signing in again (55, 58)",
    { timeout: 60_000 },
    async (screen, options) => {
      const { deck, provider } = await openHouse({ session_idle: 60, session_max: 60 });
      const key = await deck.keyOf(await deck.enter("alice"));
      const { page } = await openBrowserOf(browser(), deck, provider, options);
      await page.goto(`/s/${key}`);
      await signIn(page, "alice");
      await message(page, OF_ALICE).waitFor();
      await box(page).fill(DRAFT);

      const refused: string[] = [];
      page.on("response", (response) => {
        if (response.status() === 401) refused.push(response.url());
      });
      const begun = performance.now();
      deck.passMinute();
      await locked(page).waitFor();
      expect(performance.now() - begun).toBeLessThan(5_000);
      await picture(page, `auth-${screen}-locked`);
      await page.emulateMedia({ colorScheme: "dark" });
      await picture(page, `auth-${screen}-locked-dark`);
      await page.emulateMedia({ colorScheme: "light" });
      expect(await message(page, OF_ALICE).filter({ visible: true }).count()).toBe(0);

      await page.getByRole("link", { name: "Sign in again" }).click();
      await page.getByRole("link", { name: "Sign in with Test House" }).or(box(page)).first().waitFor();
      const link = page.getByRole("link", { name: "Sign in with Test House" });
      if (await link.isVisible()) await link.click();
      await page.waitForURL(`**/s/${key}`);
      await message(page, OF_ALICE).waitFor();
      await expect.poll(() => box(page).inputValue()).toBe(DRAFT);
      expect(refused.length).toBeLessThan(5);
    },
  );

  test("signed out in one tab, the other says so at once and keeps nothing", {
    timeout: 60_000,
  }, async () => {
    const { deck, provider } = await openHouse();
    const { page } = await openBrowserOf(browser(), deck, provider);
    const key = await deck.keyOf(await deck.enter("alice"));
    await page.goto(`/s/${key}`);
    await signIn(page, "alice");
    await message(page, OF_ALICE).waitFor();
    const other = await page.context().newPage();
    await other.goto(`/s/${key}`);
    await message(other, OF_ALICE).waitFor();
    await box(other).fill(DRAFT);

    await choose(page, "Sign out");
    await page.getByRole("button", { name: "Yes, sign out" }).waitFor();
    await locked(other).waitFor();
    expect(await message(other, OF_ALICE).filter({ visible: true }).count()).toBe(0);
    const kept = await other.evaluate(
      () => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }),
    );
    expect(kept).not.toContain(DRAFT);
  });

  test("the operator's command ends it in the page within seconds, and the next sign-in works (56)", {
    timeout: 60_000,
  }, async () => {
    const { deck, provider } = await openHouse();
    const key = await deck.keyOf(await deck.enter("alice"));
    const { page } = await openBrowserOf(browser(), deck, provider);
    await page.goto(`/s/${key}`);
    await signIn(page, "alice");
    await message(page, OF_ALICE).waitFor();

    await operate(deck, "users", "revoke", "alice");
    const begun = performance.now();
    await locked(page).waitFor();
    expect(performance.now() - begun).toBeLessThan(5_000);
    await page.goto("/");
    await page.getByRole("link", { name: "Sign in with Test House" }).click();
    await page.getByText(OF_ALICE).first().waitFor();
  });

  test("who is allowed no more is told so after a restart, and nothing of theirs is touched (40)", {
    timeout: 60_000,
  }, async () => {
    const { deck, provider } = await openHouse();
    const key = await deck.keyOf(await deck.enter("alice"));
    const { page } = await openBrowserOf(browser(), deck, provider);
    await page.goto(`/s/${key}`);
    await signIn(page, "alice");
    await message(page, OF_ALICE).waitFor();

    deck.configure({ allowed_users: ["bob"] });
    await deck.restart();
    await page.getByRole("alertdialog").waitFor();
    await picture(page, "auth-desk-removed");
    expect(await message(page, OF_ALICE).filter({ visible: true }).count()).toBe(0);
    await page.goto("/");
    await page.getByRole("link", { name: "Sign in with Test House" }).click();
    await page.getByRole("heading", { name: "Not signed in" }).waitFor();

    deck.configure();
    await deck.restart();
    await page.goto(`/s/${key}`);
    await page.getByRole("link", { name: "Sign in with Test House" }).click();
    await message(page, OF_ALICE).waitFor();
  });
});
