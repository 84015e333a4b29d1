import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeAuth, user } from "../fake-auth.ts";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { brokenRules } from "./axe.ts";
import { noBrowser, useBrowser } from "./chromium.ts";

const ADMIN = { kind: "user", id: "ada", name: "Ada Lovelace", admin: true } as const;

describe.skipIf(noBrowser !== undefined)("accessibility of signing in and users", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  const server = new FakeServer();
  const auth = server.useAuth(new FakeAuth(ADMIN));

  beforeAll(async () => {
    for (const owner of ["ada", "bob"])
      server.sessions.set(owner, session(owner, { owner, sortAt: Date.now() }));
    server.transcripts.set("ada", [entry(0), entry(1)]);
    auth.users.push(
      user("ada", { admin: true }),
      user("zoe-zc3-za9", { name: "Zoé", blocked: true, signedIn: 0 }),
    );
    for (let i = 0; i < 12; i += 1) auth.users.push(user(`person-${i}`));
    await server.start();
  }, 60_000);

  afterAll(() => server.stop());

  /** The rules broken at each of the views of somebody who signed in. */
  async function broken(page: Page): Promise<readonly string[]> {
    const found: string[] = [];
    auth.reader = ADMIN;
    await page.goto(`${server.url}s/ada`);
    await page.locator('[data-id="m1"]').waitFor();
    await page.getByRole("button", { name: /^Account: / }).click();
    await page.getByRole("menu").waitFor();
    found.push(...(await brokenRules(page, "menu")));
    await page.keyboard.press("Escape");
    auth.expire();
    await page.getByRole("alertdialog").waitFor();
    found.push(...(await brokenRules(page, "signed out")));
    auth.reader = ADMIN;
    auth.refused = "Not you.";
    await page.goto(server.url);
    await page.getByRole("alertdialog", { name: "You cannot use this deck" }).waitFor();
    found.push(...(await brokenRules(page, "refused")));
    auth.refused = undefined;
    await page.goto(`${server.url}admin?all=1`);
    await page.locator('[data-user="zoe-zc3-za9"]').waitFor();
    found.push(...(await brokenRules(page, "users")));
    await page
      .locator('[data-user="zoe-zc3-za9"]')
      .getByRole("button", { name: /^Unblock/ })
      .click();
    await page.getByRole("dialog").waitFor();
    found.push(...(await brokenRules(page, "question")));
    await page.goto(`${server.url}?all=1`);
    await page.locator(".owner").waitFor();
    return [...found, ...(await brokenRules(page, "everybody"))];
  }

  it.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 390],
    ["dark", 390],
  ] as const)("has nothing against WCAG 2.2 AA, %s at %i pixels", async (scheme, width) => {
    const context = await browser().newContext({
      viewport: { width, height: 844 },
      colorScheme: scheme,
      hasTouch: width < 500,
      isMobile: width < 500,
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    expect(await broken(await context.newPage())).toEqual([]);
    await context.close();
  });
});
