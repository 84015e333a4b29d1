import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeAuth, user } from "../fake-auth.ts";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";

const ADMIN = { kind: "user", id: "ada", name: "Ada Lovelace", admin: true } as const;

describe.skipIf(noBrowser !== undefined)("the users, for admins", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  let server: FakeServer;
  let auth: FakeAuth;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    server = new FakeServer();
    auth = server.useAuth(new FakeAuth(ADMIN));
    const hour = 3_600_000;
    auth.users.push(
      user("old", { lastSeen: Date.now() - 50 * hour, signedIn: 0, cost: { usd: 0, atLeast: true } }),
      user("ada", { name: ADMIN.name, admin: true, lastSeen: Date.now() }),
      user("bob", { lastSeen: Date.now() - 2 * hour, signedIn: 2, cost: { usd: 12.5, atLeast: true } }),
    );
    for (const [key, owner] of [
      ["a", "ada"],
      ["b", "bob"],
    ] as const) {
      const drive = { state: "running", needs: 1, queued: 0 } as const;
      server.sessions.set(
        key,
        session(key, { owner, sortAt: Date.now(), ...(owner === "bob" ? { drive } : {}) }),
      );
      server.transcripts.set(key, [entry(0), entry(1)]);
    }
    await server.start();
    ({ page, complaints } = await openPage(browser(), { allow: /404|503/ }));
  });

  afterEach(async () => {
    await page.context().close();
    await server.stop();
    expect(complaints).toEqual([]);
  });

  const open = async (path = "admin"): Promise<void> => {
    await page.goto(server.url + path);
    await page.getByRole("button", { name: /^Account: / }).waitFor();
  };
  const row = (id: string) => page.locator(`[data-user="${id}"]`);

  it("are listed, who was seen last first, with what is not known said to be so", async () => {
    await open();
    await row("bob").waitFor();

    expect(
      await page.locator("[data-user]").evaluateAll((rows) => rows.map((r) => r.getAttribute("data-user"))),
    ).toEqual(["ada", "bob", "old"]);
    const cells = await row("bob").getByRole("cell").allTextContents();
    expect(cells.slice(0, 5)).toEqual([
      "Last seen2h",
      expect.stringContaining("Sep"),
      "Browsers2",
      "Sessions3",
      "Cost≥ $12.50",
    ]);
    expect(await row("old").getByRole("cell").nth(4).textContent()).toContain("unknown");
    expect(await row("bob").locator("time").first().getAttribute("title")).toMatch(/\d{4}/);
    expect(await page.getByRole("searchbox", { name: "Filter users" }).count()).toBe(0);
    expect(await page.title()).toContain("Users");
  });

  it("are signed out everywhere after a yes, and not after a no", async () => {
    await open();
    const button = row("bob").getByRole("button", { name: "Sign out everywhere: Name of bob" });
    await button.click();
    await page
      .getByRole("dialog", { name: "Sign Name of bob out everywhere?" })
      .getByText("all 2 browsers")
      .waitFor();
    await page.keyboard.press("Enter"); // The first button is the harmless one.
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(server.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
    expect(await button.evaluate((element) => element.matches(":focus"))).toBe(true);

    await button.click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();

    await page.getByText("Name of bob was signed out in 2 browsers").waitFor();
    await expect.poll(() => row("bob").getByRole("cell").nth(2).textContent()).toContain("0");
    expect(await button.isDisabled()).toBe(true);
    expect(server.requests).toContain("POST /api/users/bob/revoke");
  });

  it("are blocked and let in again, by keyboard; oneself cannot be blocked", async () => {
    await open();
    await row("bob").waitFor();
    expect(
      await row("ada")
        .getByRole("button", { name: /^Block/ })
        .count(),
    ).toBe(0);
    await row("bob")
      .getByRole("button", { name: /^Block/ })
      .focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Block Name of bob?" });
    await dialog.getByText("cannot sign in until you unblock them").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");

    await row("bob").getByText("Blocked", { exact: true }).waitFor();
    await expect
      .poll(() =>
        row("bob")
          .getByRole("button", { name: /^Unblock/ })
          .evaluate((element) => element.matches(":focus")),
      )
      .toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Unblock" }).click();
    await row("bob")
      .getByRole("button", { name: /^Block/ })
      .waitFor();
  });

  it("tells what went wrong with the way out, and leaves the row", async () => {
    auth.failing = { message: "The accounts cannot be written.", hint: "Is the disk full?" };
    await open();
    await row("bob")
      .getByRole("button", { name: /^Block/ })
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Block" }).click();

    await page.getByRole("alert").getByText("The accounts cannot be written. Is the disk full?").waitFor();
    expect(await row("bob").getByText("Blocked", { exact: true }).count()).toBe(0);
  });

  it("are hidden when the admin's own sign-in ends, with the question that stood there", async () => {
    await open();
    await row("bob")
      .getByRole("button", { name: /^Block/ })
      .click();
    await page.getByRole("dialog").waitFor();
    auth.expire();
    await page.getByRole("alertdialog", { name: "You are signed out" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);

    await page.getByRole("link", { name: "Sign in again" }).click();
    await page.getByRole("link", { name: "Continue" }).click();

    await row("bob").waitFor();
    expect(new URL(page.url()).pathname).toBe("/admin");
    expect(server.requests).not.toContain("POST /api/users/bob/block");
  });

  it("can be filtered when there are many, and says when there are none", async () => {
    for (let i = 0; i < 12; i += 1) auth.users.push(user(`u${i}`));
    await open();
    const filter = page.getByRole("searchbox", { name: "Filter users" });
    await filter.fill("name u1");
    await expect.poll(() => page.locator("[data-user]").count()).toBe(3);
    await filter.fill("nobody at all");
    await page.getByText("No user has all these words").waitFor();
  });

  it("shows hostile names and ids as text, in their bounds (158)", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const evil = `<img src="https://evil.example/x" onerror="document.title=1"><script>document.title=2</script>\u202e${"w".repeat(300)}`;
    auth.users.push(
      user("evil--z2fetc", { name: evil, lastSeen: Number.MAX_VALUE, firstSeen: -1, sessions: 1e15 }),
    );
    await open();
    await row("evil--z2fetc").getByText("<img src=").waitFor();
    await row("evil--z2fetc")
      .getByRole("button", { name: /^Block/ })
      .click();
    await page.getByRole("dialog").waitFor();

    expect(await page.locator("img, script:not([src])").count()).toBe(0);
    expect(await page.title()).toContain("Users");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(
      await page.locator(".page").evaluate((element) => element.scrollWidth <= element.clientWidth),
    ).toBe(true);
  });

  it("are not there for others, not even their page's code", async () => {
    auth.reader = { kind: "user", id: "bob", name: "Bob" };
    await open();
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();

    expect(server.requests.some((request) => /\/api\/users|admin-page/.test(request))).toBe(false);
  });

  it("lead to everybody's sessions, which say whose they are and cannot be driven", async () => {
    await open();
    await page.getByRole("link", { name: "Show everybody's sessions" }).click();
    await page.getByText("You see everybody's sessions; this is recorded").waitFor();
    await page.locator('.row.session[data-key="b"] .owner', { hasText: "bob" }).waitFor();
    expect(await page.locator('.row.session[data-key="a"] .owner').count()).toBe(0);
    expect(server.requests).toContain("GET /api/sessions?limit=100&all=1");
    expect(server.requests).toContain("GET /api/events?all=1");
    expect(await page.title()).not.toContain("(1)");

    await page.locator('.row.session[data-key="b"] a').click();
    await page.locator('[data-id="m1"]').waitFor();
    await page.getByText("Only the owner of this session").waitFor();
    expect(new URL(page.url()).search).toBe("?all=1");
    expect(await page.getByRole("textbox", { name: "Message" }).count()).toBe(0);

    await page.locator(".view").focus();
    await page.keyboard.press("s");
    await page.getByText("Only the owner of this session can change it").waitFor();
    expect(server.requests.some((request) => request.startsWith("PATCH"))).toBe(false);

    await page.getByRole("link", { name: "Only mine" }).click();
    await page.locator('.row.session[data-key="a"]').waitFor();
    expect(await page.locator('.row.session[data-key="b"]').count()).toBe(0);
    expect(await page.getByText("You see everybody's sessions").count()).toBe(0);
  });

  it("gives those who are no admins their own sessions when they ask for everybody's", async () => {
    auth.reader = { kind: "user", id: "bob", name: "Bob" };
    await page.goto(`${server.url}?all=1`);
    await page.locator('.row.session[data-key="b"]').waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe("");
    expect(await page.getByText("You see everybody's sessions").count()).toBe(0);
  });
});
