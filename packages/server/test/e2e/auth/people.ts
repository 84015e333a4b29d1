import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type Opened, openPage } from "../browser/chromium.ts";
import type { SignedDeck } from "../support/signed-deck.ts";

/** The screens that pages are looked at on. */
export const SCREENS: readonly (readonly [string, BrowserContextOptions])[] = [
  ["desk", { viewport: { width: 1440, height: 900 } }],
  ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }],
];

/** Somebody's browser: it reaches the deck and its provider. */
export function openBrowserOf(
  browser: Browser,
  deck: SignedDeck,
  provider: { readonly issuer: string },
  options: BrowserContextOptions = {},
): Promise<Opened> {
  return openPage(browser, deck, options, [provider.issuer]);
}

/** Says at the provider who one is; it asks the first time whether the deck may know. */
export async function logIn(page: Page, account: string): Promise<void> {
  await page.getByLabel("Account").fill(account);
  await page.getByRole("button", { name: "Log in" }).click();
  const allow = page.getByRole("button", { name: "Allow" });
  await allow
    .or(page.getByText("VibeDeck", { exact: true }))
    .first()
    .waitFor();
  if (await allow.isVisible()) await allow.click();
}

/** Follows the link of the sign-in page to the provider, and says there who one is. */
export async function signIn(page: Page, account: string): Promise<void> {
  await goToProvider(page);
  await logIn(page, account);
}

/** Follows the link of the sign-in page. */
export async function goToProvider(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Sign in with Test House" }).click();
}

/** Opens the menu of who is signed in and chooses something. */
export async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** The cookies of a page's browser for a deck, as a copy of them would be sent. */
export async function cookiesOf(page: Page, deck: SignedDeck): Promise<string> {
  const cookies = await page.context().cookies(deck.url);
  return cookies
    .filter(({ name }) => name === deck.cookieName)
    .map(({ name, value }) => `${name}=${value}`)
    .join("; ");
}
