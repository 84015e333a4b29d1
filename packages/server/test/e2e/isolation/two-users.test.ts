import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { openBrowserOf, SCREENS, signIn } from "../auth/people.ts";
import { noBrowser, useBrowser } from "../browser/chromium.ts";
import { picture } from "../browser/picture.ts";
import { noClaude } from "../drive/support/claude-binary.ts";
import { stateOf } from "./support/ask-engine.ts";
import { type IsolatedHouse, openIsolated } from "./support/isolated-house.ts";
import { noSandboxes } from "./support/shared-engine.ts";

/** Creating a sandbox, starting it and the tool in it, on a machine that others share. */
const SLOW = 60_000;

describe.skipIf(noSandboxes ?? noBrowser ?? noClaude)("two users with sandboxes of their own", () => {
  const browser = useBrowser();

  test.each(SCREENS)(
    "on a %s: sign in, write, allow, stop, come back after the sandbox was stopped and the server restarted",
    { timeout: 300_000 },
    async (screen, options) => {
      const house = await openIsolated({ people: ["ann", "ben"], image: "claude", keys: { idle_stop: 3 } });
      const { deck, provider } = house;
      const enter = async (name: string): Promise<Page> => {
        const { page, watch } = await openBrowserOf(browser(), deck, provider, options);
        pages.push(watch);
        await page.goto("/");
        await signIn(page, house.account(name));
        await page.getByText("VibeDeck", { exact: true }).first().waitFor();
        return page;
      };
      const pages: Awaited<ReturnType<typeof openBrowserOf>>["watch"][] = [];
      const [ann, ben] = [await enter("ann"), await enter("ben")];
      await picture(ann, `isolation-${screen}-first`);

      await begin(ann, "Which kernel do I have?");
      await picture(ann, `isolation-${screen}-creating`);
      await begin(ben, "Which kernel does ben have?");
      await shows(ann, "uname -r");
      await picture(ann, `isolation-${screen}-asks`);
      await allow(ann);
      await shows(ann, "4.4.0");
      await picture(ann, `isolation-${screen}-gvisor`);
      await allow(ben);
      await shows(ben, "4.4.0");

      for (const [page, other] of [
        [ann, "Which kernel does ben have?"],
        [ben, "Which kernel do I have?"],
      ] as const) {
        await page.goto("/");
        await expect.poll(() => rows(page).count(), { timeout: 15_000 }).toBe(1);
        expect(await page.getByText(other).count()).toBe(0);
      }

      await rows(ann).first().click();
      await box(ann).fill("Now something slow, please");
      await sendBy(ann, "Send");
      await shows(ann, "slow");
      await stop(ann).click();
      await expect.poll(() => stop(ann).count(), { timeout: 30_000 }).toBe(0);
      await picture(ann, `isolation-${screen}-stopped`);

      // Nobody writes any more: the sandboxes stop although the pages stay open.
      await until(house, "ann", "exited");
      await until(house, "ben", "exited");
      await deck.restart();

      await box(ann).fill("And which kernel now?");
      await sendBy(ann, "Send");
      await until(house, "ann", "running");
      await allow(ann);
      await expect
        .poll(() => ann.locator("vibedeck-transcript").getByText("4.4.0").count(), { timeout: SLOW })
        .toBeGreaterThan(1);
      await picture(ann, `isolation-${screen}-resumed`);
      expect(await stateOf(house.engine, house.container("ben"))).toBe("exited");
      expect(pages.flatMap(({ foreign }) => foreign)).toEqual([]);
      expect(pages.flatMap(({ errors }) => errors).filter((text) => !isLost(text))).toEqual([]);
      expect(await ann.getByText(deck.home.base).count()).toBe(0);
    },
  );
});

/** Writes the first message of a session, as somebody who knows nothing of folders. */
async function begin(page: Page, text: string): Promise<void> {
  await page.bringToFront();
  await page.goto("/new");
  await page.getByLabel("First message").fill(text);
  await sendBy(page, "Start");
  await page.waitForURL(/\/s\//, { timeout: SLOW });
}

function box(page: Page): Locator {
  return page.locator("vibedeck-composer vibedeck-message-box textarea");
}

function rows(page: Page): Locator {
  return page.locator("[role=listitem][data-key]");
}

function stop(page: Page): Locator {
  return page.getByRole("button", { name: /^Stop/ }).filter({ visible: true }).first();
}

function sendBy(page: Page, name: string): Promise<void> {
  return page.locator("vibedeck-message-box").getByRole("button", { name, exact: true }).click();
}

async function allow(page: Page): Promise<void> {
  await page.bringToFront();
  const button = page.getByRole("button", { name: /^Allow once/ }).filter({ visible: true });
  await button.first().click({ timeout: SLOW });
}

async function shows(page: Page, words: string): Promise<void> {
  await page.getByText(words).filter({ visible: true }).first().waitFor({ timeout: SLOW });
}

async function until(house: IsolatedHouse, name: string, state: string): Promise<void> {
  await expect
    .poll(() => stateOf(house.engine, house.container(name)), { timeout: SLOW, interval: 250 })
    .toBe(state);
}

/** What Chromium says of a server that is restarted. */
function isLost(text: string): boolean {
  return /ERR_|Failed to load|status of 5/.test(text);
}
