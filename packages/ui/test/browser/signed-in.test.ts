import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeAuth } from "../fake-auth.ts";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";

const ADA = { kind: "user", id: "ada", name: "Ada Lovelace" } as const;
const BOB = { kind: "user", id: "bob", name: "Bob" } as const;

describe.skipIf(noBrowser !== undefined)("somebody who signed in", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  let server: FakeServer;
  let auth: FakeAuth;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    server = new FakeServer();
    auth = server.useAuth(new FakeAuth(ADA));
    for (const [key, owner] of [
      ["a", "ada"],
      ["a2", "ada"],
      ["b", "bob"],
    ] as const) {
      server.sessions.set(key, session(key, { owner, sortAt: Date.now() }));
      server.transcripts.set(key, [entry(0), entry(1)]);
    }
    await server.start();
    ({ page, complaints } = await openPage(browser(), { allow: /401|403|404|500|503|ERR_/ }));
  });

  afterEach(async () => {
    await page.context().close();
    await server.stop();
    expect(complaints).toEqual([]);
  });

  const box = (on: Page = page) => on.getByRole("textbox", { name: "Message" });
  const opener = (on: Page = page) => on.getByRole("button", { name: /^Account: / });
  const out = (on: Page = page) => on.getByRole("alertdialog", { name: "You are signed out" });
  const open = async (path: string, on: Page = page): Promise<void> => {
    await on.goto(server.url + path);
    await opener(on).waitFor();
  };
  /** What this browser keeps that bears somebody's name. */
  const kept = (id: string): Promise<readonly string[]> =>
    page.evaluate((name) => Object.keys(localStorage).filter((key) => key.includes(`.${name}`)), id);
  const write = async (text: string): Promise<void> => {
    await box().fill(text);
    await expect
      .poll(() => page.evaluate(() => JSON.stringify(Object.entries(localStorage))))
      .toContain(text);
  };
  /** As if the reader came back to the tab from another one. */
  const look = (on: Page = page): Promise<boolean> => on.evaluate(() => dispatchEvent(new Event("focus")));
  const asked = (what: RegExp): number => server.requests.filter((request) => what.test(request)).length;

  describe("the account", () => {
    it("is not shown where nobody signs in", async () => {
      server.auth = undefined;
      server.sessions.set("l", session("l"));
      await page.goto(server.url);
      await page.locator('.row.session[data-key="l"]').waitFor();
      await expect.poll(() => asked(/GET \/api\/me/)).toBeGreaterThan(0);

      expect(await page.locator("vibedeck-account").count()).toBe(0);
      expect(asked(/account/)).toBe(0);
    });

    it("opens by mouse, says who it is, and closes by a press elsewhere", async () => {
      await open("");
      await opener().click();
      await page.getByRole("menu", { name: "Account" }).waitFor();
      expect(await page.locator(".who").textContent()).toMatch(/Ada Lovelace\s*ada/);
      expect(await page.getByRole("menuitem").allTextContents()).toEqual(["Sign out"]);

      await page.mouse.click(300, 500);

      await page.getByRole("menu").waitFor({ state: "detached" });
    });

    it("offers no sign-out where something in front of the server signs people in", async () => {
      auth.canSignOut = false;
      await open("");
      await opener().click();
      await page.locator(".who", { hasText: "Ada Lovelace" }).waitFor();

      expect(await page.getByRole("menuitem").count()).toBe(0);
      expect(await opener().getAttribute("aria-haspopup")).toBeNull();
      await page.keyboard.press("Escape");
      await page.locator(".who").waitFor({ state: "detached" });
    });

    it("opens, is walked and is left by keyboard, and the keyboard comes back", async () => {
      auth.reader = { ...ADA, admin: true };
      await open("");
      const item = (name: string) => page.getByRole("menuitem", { name });
      const focused = (name: string) =>
        expect.poll(() => item(name).evaluate((element) => element.matches(":focus"))).toBe(true);
      for (const key of ["Enter", " ", "ArrowDown"]) {
        await opener().focus();
        await page.keyboard.press(key);
        await focused("Users");
        await page.keyboard.press("ArrowDown");
        await focused("Sign out");
        await page.keyboard.press("ArrowDown");
        await focused("Users");
        await page.keyboard.press("End");
        await focused("Sign out");
        await page.keyboard.press("Escape");
        await page.getByRole("menu").waitFor({ state: "detached" });
        expect(await opener().evaluate((element) => element.matches(":focus"))).toBe(true);
        expect(await opener().getAttribute("aria-expanded")).toBe("false");
      }

      await page.keyboard.press("ArrowUp");
      await focused("Sign out");
      await page.keyboard.press("Home");
      await page.keyboard.press(" ");
      await expect.poll(() => new URL(page.url()).pathname).toBe("/admin");
    });

    it("shows a hostile name as text, in its bounds, on a phone too (158)", async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      auth.reader = { ...ADA, name: `<img src=x onerror=alert(1)>\u202e${"w".repeat(500)}` };
      await open("");
      await opener().click();
      await page.getByRole("menu").waitFor();

      expect(await page.locator("img").count()).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      const popup = await page.locator(".popup").boundingBox();
      expect(popup?.x).toBeGreaterThanOrEqual(0);
    });
  });

  describe("signing out", () => {
    it("ends the sign-in, goes to where one signs in, and forgets what was written", async () => {
      await open("s/a");
      await write("my secret plan");
      await opener().click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();

      await page.getByRole("heading", { name: "Sign in page" }).waitFor();
      expect(page.url()).toBe(`${server.url}auth/sign-in?signed_out`);
      expect(asked(/^POST \/auth\/logout$/)).toBe(1);
      expect(await kept("ada")).toEqual([]);
    });

    it("goes on to the provider's own page where it has one, and nowhere else", async () => {
      auth.signedOutUrl = `${server.url}auth/provider-bye`;
      await open("");
      await opener().click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await expect.poll(() => page.url()).toBe(auth.signedOutUrl);

      auth.reader = ADA;
      auth.signedOutUrl = "javascript:alert(1)";
      await open("");
      await opener().click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await expect.poll(() => page.url()).toBe(`${server.url}auth/sign-in?signed_out`);
    });

    it("is seen in the other tabs, which forget too", async () => {
      await open("s/a");
      await write("my secret plan");
      const other = await page.context().newPage();
      await open("s/a", other);
      await opener(other).click();
      await other.getByRole("menuitem", { name: "Sign out" }).click();
      await other.getByRole("heading", { name: "Sign in page" }).waitFor();

      await out().waitFor();
      await page.getByText("What you had not sent was deleted from this browser").waitFor();
      expect(await page.locator("vibedeck-transcript").count()).toBe(0);
      expect(await kept("ada")).toEqual([]);

      // Whoever signs in there now gets a page of their own here.
      auth.reader = BOB;
      await look();
      await page.getByRole("button", { name: "Account: Bob (bob)" }).waitFor();
      expect(await kept("ada")).toEqual([]);
    });

    it("says so when the server did not do it, and forgets nothing", async () => {
      await open("s/a");
      await write("still mine");
      await page.route("**/auth/logout", (route) => route.fulfill({ status: 503, json: {} }));
      await opener().click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();

      await page.getByText("Not signed out").waitFor();
      expect(await box().inputValue()).toBe("still mine");
      expect((await kept("ada")).length).toBeGreaterThan(0);
    });
  });

  describe("a sign-in that ends", () => {
    it("hides everything, keeps the draft, and comes back to it by the link", async () => {
      await open("s/a");
      await page.locator('[data-id="m1"]').waitFor();
      await write("half a thought");
      auth.expire();

      await out().waitFor();
      expect(await page.locator('[data-id="m1"]').isVisible()).toBe(false);
      expect(await page.title()).toBe("VibeDeck");
      const again = page.getByRole("link", { name: "Sign in again" });
      expect(await again.evaluate((element) => element.matches(":focus"))).toBe(true);
      expect(await again.getAttribute("href")).toBe(`/auth/sign-in?return_to=${encodeURIComponent("/s/a")}`);

      await again.click();
      await page.getByRole("link", { name: "Continue" }).click();
      await box().waitFor();
      expect(new URL(page.url()).pathname).toBe("/s/a");
      await expect.poll(() => box().inputValue()).toBe("half a thought");
    });

    it("is noticed by any answer, and the page goes on when another tab signed in again, where it was", async () => {
      await open("s/a");
      await write("half a thought");
      auth.reader = undefined; // The stream has not heard yet.
      await page.locator(".view").focus();
      await page.keyboard.press("s");
      await out().waitFor();
      await expect.poll(() => server.streams).toBe(0);

      auth.reader = ADA;
      await look();

      await out().waitFor({ state: "detached" });
      expect(await page.locator('[data-id="m1"]').isVisible()).toBe(true);
      expect(await box().inputValue()).toBe("half a thought");
      await expect.poll(() => server.streams).toBe(1);
      await expect.poll(() => page.locator(".connection").textContent()).toContain("Live");
    });

    it("asks nothing of the server while nobody looks, and not often when somebody does (58)", async () => {
      await open("s/a");
      await expect.poll(() => server.streams).toBe(1);
      auth.expire();
      await out().waitFor();
      const before = server.requests.length;
      // What brings a stream back otherwise.
      await page.evaluate(() => {
        dispatchEvent(new Event("online"));
        for (let i = 0; i < 50; i += 1) {
          dispatchEvent(new Event("focus"));
          document.dispatchEvent(new Event("visibilitychange"));
        }
      });
      await expect.poll(() => asked(/GET \/api\/me/)).toBeGreaterThan(1);
      await new Promise((resolve) => setTimeout(resolve, 2000));

      const during = server.requests.slice(before);
      expect(during.filter((request) => !request.includes("/api/me"))).toEqual([]);
      expect(during.length).toBeLessThanOrEqual(2);
    });

    it("in the middle of sending leaves the message in the box, not sent, to be sent once afterwards", async () => {
      await open("s/a");
      await box().fill("important");
      auth.reader = undefined;
      await box().press("Enter");
      await out().waitFor();
      expect(server.drive.stored).toEqual([]);

      auth.reader = ADA;
      await look();
      await page.getByText("Not sent: you were signed out").waitFor();
      expect(await box().inputValue()).toBe("important");
      await page.getByRole("button", { name: "Try again" }).click();

      await expect.poll(() => box().inputValue()).toBe("");
      expect(server.drive.stored).toHaveLength(1);
    });

    it("keeps the page shut by keys, and what was open above it closed", async () => {
      await open("s/a");
      await page.locator(".view").focus();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
      auth.expire();
      await out().waitFor();
      expect(await page.getByRole("dialog", { name: "Keyboard" }).count()).toBe(0);
      await page.keyboard.press("Escape");
      for (let i = 0; i < 5; i += 1) await page.keyboard.press("Tab");
      await page.keyboard.press("u");

      expect(await out().isVisible()).toBe(true);
      expect(new URL(page.url()).pathname).toBe("/s/a");
    });
  });

  describe("another person in the same browser", () => {
    it("sees nothing of the first one's drafts and choices, who finds them again", async () => {
      await open("");
      await page.getByRole("button", { name: "Projects" }).click();
      await open("s/a");
      await write("ada's secret");
      await open("new");
      await page.getByRole("textbox", { name: "First message" }).fill("ada's beginning");
      await expect
        .poll(() => page.evaluate(() => localStorage.getItem("vibedeck.draft.ada.new")))
        .not.toBeNull();
      auth.expire();
      auth.reader = BOB;
      await open("new");
      const first = page.getByRole("textbox", { name: "First message" });
      await first.waitFor();
      expect(await first.inputValue()).toBe("");
      await expect
        .poll(() => page.getByRole("button", { name: "Days" }).getAttribute("aria-pressed"))
        .toBe("true");
      await open("s/a");
      await page.getByText("This session is not here").waitFor();
      expect(await page.getByText("ada's").count()).toBe(0);

      auth.reader = ADA;
      await open("new");
      await expect
        .poll(() => page.getByRole("textbox", { name: "First message" }).inputValue())
        .toBe("ada's beginning");
      expect(await page.getByRole("button", { name: "Projects" }).getAttribute("aria-pressed")).toBe("true");
    });

    it("gets a page of their own when they sign in while the first one's tab is open", async () => {
      await open("s/a");
      await write("ada's secret");
      auth.expire();
      await out().waitFor();
      auth.reader = BOB;
      await look();

      await page.getByRole("button", { name: "Account: Bob (bob)" }).waitFor();
      expect(await page.locator('.row.session[data-key="a"]').count()).toBe(0);
      await page.getByText("This session is not here").waitFor();
    });

    it("finds nothing of what was written before it was known who writes", async () => {
      await page.route("**/api/me", () => {}); // Never answered.
      await page.goto(`${server.url}new`);
      await page.getByRole("textbox", { name: "First message" }).fill("whose is it");
      await page.getByRole("textbox", { name: "First message" }).blur();
      await page.goto(`${server.url}auth/sign-in`);

      expect(await page.evaluate(() => JSON.stringify(Object.entries(localStorage)))).not.toContain("whose");
    });
  });

  it("where something in front of the server signs people in, the way back is the page itself", async () => {
    server.auth = undefined;
    server.sessions.set("l", session("l"));
    await page.goto(`${server.url}new`);
    await page.getByRole("textbox", { name: "First message" }).waitFor();
    await page.route("**/api/**", (route) => route.fulfill({ status: 401, body: "Who are you?" }));
    server.cut();

    await out().waitFor();

    expect(await page.getByRole("link", { name: "Sign in again" }).getAttribute("href")).toBe("/new");
    await page.getByRole("link", { name: "Sign in again" }).click();
    await expect.poll(() => asked(/GET \/new$/)).toBe(2);
  });

  it("who is not allowed any more reads why, and can leave", async () => {
    auth.refused = "Your account bob@example.com is not on the list of this deck.";
    await page.goto(server.url);
    const dialog = page.getByRole("alertdialog", { name: "You cannot use this deck" });
    await dialog.getByText("is not on the list").waitFor();
    expect(await dialog.getByRole("link", { name: "Use another account" }).getAttribute("href")).toContain(
      "/auth/sign-in?",
    );
    expect(server.streams).toBe(0);

    await dialog.getByRole("button", { name: "Sign out" }).click();

    await page.getByRole("heading", { name: "Sign in page" }).waitFor();
  });
});
