import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeServer } from "../fake-server.ts";
import { cursorOf, entry, session } from "../fixture.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";

/** How far the transcript is from its end, in CSS pixels. */
const fromEnd = (page: Page) =>
  page.locator(".view.scroll").evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight);
const scrollTop = (page: Page) => page.locator(".view.scroll").evaluate((view) => view.scrollTop);
const entryTop = (page: Page, id: string) =>
  page.locator(`[data-id="${id}"]`).evaluate((element) => element.getBoundingClientRect().top);
const ids = (page: Page) =>
  page.locator("[data-id]").evaluateAll((list) => list.map((element) => element.getAttribute("data-id")));
/** Two frames: observers have told what they saw, and it was painted. */
const settled = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

describe.skipIf(noBrowser !== undefined)("the page in a browser", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  let server: FakeServer;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    server = new FakeServer();
    const now = Date.now();
    for (const [index, key] of ["a", "b", "c"].entries())
      server.sessions.set(key, session(key, { sortAt: now - index * 1000 }));
    server.transcripts.set(
      "a",
      Array.from({ length: 730 }, (_, i) => entry(i)),
    );
    server.transcripts.set(
      "b",
      Array.from({ length: 12 }, (_, i) => entry(i)),
    );
    server.transcripts.set("c", []);
    await server.start();
    ({ page, complaints } = await openPage(browser(), {
      height: 920,
      allow: /ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|500|404|network/i,
    }));
  });

  afterEach(async () => {
    await page.context().close();
    await server.stop();
    expect(complaints).toEqual([]);
  });

  const open = async (path: string): Promise<void> => {
    await page.goto(server.url + path);
    await page.locator("[data-id], .edge").first().waitFor();
    await expect.poll(() => server.streams).toBe(1);
  };

  it("lists sessions and opens one at its end, under the strict policy (164)", async () => {
    await page.goto(server.url);
    await page.locator('.row.session[data-key="a"] a').click();

    await page.locator('[data-id="m729"]').waitFor();

    expect(new URL(page.url()).pathname).toBe("/s/a");
    await expect.poll(() => fromEnd(page)).toBeLessThan(4);
    expect(await page.title()).toContain("Session a");
  });

  describe("following", () => {
    it("stays at the end while messages come", async () => {
      await open("s/a");
      await expect
        .poll(() => server.requests.some((request) => request.includes("session=a&after=")))
        .toBe(true);

      for (let i = 730; i < 760; i += 1) server.append("a", [entry(i)]);
      await page.locator('[data-id="m759"]').waitFor();
      await settled(page);

      expect(await fromEnd(page)).toBeLessThan(4);
      expect(await page.locator(".to-end").count()).toBe(0);
    });

    it("never fights a reader who scrolled up, counts what is new, and comes back", async () => {
      await open("s/a");
      await page.locator('[data-id="m729"]').waitFor();
      await page.locator(".view.scroll").hover();
      await page.mouse.wheel(0, -1500);
      await page.locator(".to-end").waitFor();
      await settled(page);
      const before = await scrollTop(page);

      for (let i = 730; i < 737; i += 1) server.append("a", [entry(i)]);
      await page.locator(".to-end", { hasText: "7 new" }).waitFor();
      await settled(page);
      expect(Math.abs((await scrollTop(page)) - before)).toBeLessThan(2);

      await page.locator(".to-end").click();
      await expect.poll(() => fromEnd(page)).toBeLessThan(4);
      expect(await page.locator(".to-end").count()).toBe(0);
    });

    it("fills an empty session from its first line", async () => {
      await open("s/c");
      await page.getByText("Nothing has been said").waitFor();

      server.append("c", [entry(0), entry(1)]);

      await page.locator('[data-id="m1"]').waitFor();
      expect(await ids(page)).toEqual(["m0", "m1"]);
    });
  });

  describe("the connection", () => {
    it("comes back after cuts with nothing lost and nothing twice", async () => {
      await open("s/b");
      for (let round = 0; round < 3; round += 1) {
        await expect.poll(() => server.streams).toBe(1);
        server.cut();
        server.append("b", [entry(12 + 2 * round)]);
        await expect.poll(() => server.streams).toBe(1);
        server.append("b", [entry(13 + 2 * round)]);
      }
      await page.locator('[data-id="m17"]').waitFor();

      expect(await ids(page)).toEqual(Array.from({ length: 18 }, (_, i) => `m${i}`));
    });

    it("says so when the server is gone, and catches up when it is back", async () => {
      await open("s/b");
      await server.stop();
      await page.locator(".banner.error").getByRole("button", { name: "Try now" }).waitFor();
      await page.locator(".connection", { hasText: "Offline" }).waitFor();
      expect(await page.locator('[data-id="m11"]').isVisible()).toBe(true);
      server.transcripts.get("b")?.push(entry(12), entry(13));

      await server.start();
      // The same as the banner's button, which goes away when the page comes back by itself just now.
      await page.locator(".connection").click();

      await page.locator('[data-id="m13"]').waitFor();
      await expect.poll(() => page.locator(".banner.error").count()).toBe(0);
      expect(await ids(page)).toEqual(Array.from({ length: 14 }, (_, i) => `m${i}`));
    });

    it("starts over when the file was replaced meanwhile", async () => {
      await open("s/b");
      server.generation = "other";
      server.transcripts.set(
        "b",
        Array.from({ length: 3 }, (_, i) => ({ ...entry(i, "other"), id: `n${i}` })),
      );

      server.cut();

      await page.locator('[data-id="n2"]').waitFor();
      expect(await ids(page)).toEqual(["n0", "n1", "n2"]);
    });

    it("follows the session that is open, and only that", async () => {
      await open("s/b");
      await page.locator('.row.session[data-key="a"] a').click();
      await page.locator('[data-id="m729"]').waitFor();
      await expect
        .poll(() => server.requests.filter((request) => request.includes("/api/events")).at(-1))
        .toContain("session=a&after=gen.73000");
      await expect.poll(() => server.streams).toBe(1);

      server.append("b", [entry(12)]);
      server.append("a", [entry(730)]);

      await page.locator('[data-id="m730"]').waitFor();
      expect(await page.locator('[data-id="m12"]').count()).toBe(0);
    });

    it("shows list changes at once: new, changed and removed sessions", async () => {
      await open("s/b");
      server.tell({
        type: "session",
        session: session("new", {
          title: "Just started",
          sortAt: Date.now(),
          activity: { state: "working", reason: "runs Bash" },
        }),
      });
      await page.locator(".row.session", { hasText: "Just started" }).getByText("runs Bash").waitFor();

      server.tell({ type: "session-removed", key: "c" });

      await expect.poll(() => page.locator('.row.session[data-key="c"]').count()).toBe(0);
    });
  });

  describe("places", () => {
    it("opens a message by its link, in the middle, and reads on in both directions", async () => {
      await page.goto(`${server.url}s/a?at=${cursorOf(300)}`);
      await page.locator('[data-id="m300"]').waitFor();
      await expect.poll(() => entryTop(page, "m300")).toSatisfy((top: number) => top > 80 && top < 400);

      await page.keyboard.press("End");
      await page.locator('[data-id="m729"]').waitFor();
      await expect.poll(() => fromEnd(page)).toBeLessThan(4);
    });

    it("keeps what is read in its place while older pages come in above", { timeout: 120_000 }, async () => {
      await open("s/a");
      await page.locator('[data-id="m729"]').waitFor();
      await page.locator(".view.scroll").hover();
      let grew = 0;
      for (let turn = 0; turn < 90 && (await page.locator('[data-id="m100"]').count()) === 0; turn += 1) {
        // Nearer to the top the wheel would be held back until the page above is here.
        await expect.poll(() => scrollTop(page)).toBeGreaterThan(700);
        const first = (await ids(page))[0] ?? "";
        const [anchor = "", before = 0] = await page.locator("[data-id]").evaluateAll((list) => {
          const seen = list.find((element) => element.getBoundingClientRect().top > 150);
          return [seen?.getAttribute("data-id") ?? "", seen?.getBoundingClientRect().top ?? 0] as const;
        });
        await page.mouse.wheel(0, -700);
        // The page hears of a turned wheel in its next frame, and a browser at rest draws none by itself.
        const moved = async (): Promise<number> => {
          await settled(page);
          return Math.round((await entryTop(page, anchor)) - before);
        };
        await expect.poll(moved).toBe(700);
        if ((await ids(page))[0] !== first) grew += 1;
        expect(await moved()).toBe(700);
      }
      expect(grew).toBeGreaterThan(2);
      expect((await ids(page)).length).toBeGreaterThan(600);
      const list = (await ids(page)).map((id) => Number(id?.slice(1)));
      expect(list.every((place, i) => i === 0 || place === (list[i - 1] ?? 0) + 1)).toBe(true);
    });

    it("goes back and forth with the browser's buttons", async () => {
      await open("s/b");
      await page.locator('.row.session[data-key="c"] a').click();
      await page.getByText("Nothing has been said").waitFor();

      await page.goBack();

      await page.locator('[data-id="m11"]').waitFor();
      expect(new URL(page.url()).pathname).toBe("/s/b");
    });

    it("says that a session is not there", async () => {
      await page.goto(`${server.url}s/missing`);

      await page.getByText("This session is not here").waitFor();
    });
  });

  describe("the keyboard", () => {
    it("goes through sessions, prompts, ends, filter and help", async () => {
      await open("s/a");
      await page.locator('[data-id="m729"]').waitFor();

      await page.keyboard.press("K");
      await expect.poll(() => entryTop(page, "m710")).toBeLessThan(400);
      await page.keyboard.press("K");
      await expect.poll(() => entryTop(page, "m700")).toSatisfy((top: number) => top > 80 && top < 400);
      await page.keyboard.press("J");
      await expect.poll(() => entryTop(page, "m710")).toBeLessThan(400);

      await page.keyboard.press("g");
      await page.locator('[data-id="m0"]').waitFor();
      await page.keyboard.press("G");
      await page.locator('[data-id="m729"]').waitFor();

      await page.keyboard.press("j");
      await page.locator('[data-id="m11"]').waitFor();
      expect(new URL(page.url()).pathname).toBe("/s/b");

      await page.keyboard.press("/");
      await page.keyboard.type("id-c");
      await expect.poll(() => page.locator(".row.session").count()).toBe(1);
      await page.keyboard.press("Enter");
      await expect.poll(() => new URL(page.url()).pathname).toBe("/s/c");

      await page.locator(".view").focus();
      await page.keyboard.press("?");
      await page.getByRole("dialog").getByText("Next prompt").waitFor();
      await page.keyboard.press("j");
      expect(new URL(page.url()).pathname).toBe("/s/c");
      await page.keyboard.press("Escape");
    });

    it("finds in the session, and further back", async () => {
      await open("s/a");
      await page.locator('[data-id="m729"]').waitFor();
      await page.keyboard.press("Control+f");
      await page.keyboard.type("module 130.");
      await page.getByText("Earlier messages are not loaded").waitFor();

      await page.getByRole("button", { name: "Search older" }).click();

      await page.getByText("1 of 1").waitFor();
      await expect.poll(() => entryTop(page, "m130")).toBeLessThan(500);
      expect(await page.locator('[data-id="m130"]').getAttribute("data-found")).toBe("current");
    });
  });

  describe("the reader's own marks", () => {
    it("are shown at once and kept on the server", async () => {
      await open("s/b");
      await page.locator(".view").focus();
      await page.keyboard.press("r");
      await page.keyboard.type("A better title");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "A better title" }).waitFor();
      await expect.poll(() => server.sessions.get("b")?.title).toBe("A better title");

      await page.locator(".view").focus();
      await page.keyboard.press("s");
      await page.getByText("Pinned").waitFor();
      await expect.poll(() => server.sessions.get("b")?.pinned).toBe(true);
    });

    it("are taken back when the server refuses", async () => {
      await open("s/b");
      server.fail = /\/api\/sessions\/b$/;
      await page.locator(".view").focus();
      await page.keyboard.press("s");

      await page.getByText("Not saved").waitFor();

      expect(await page.getByText("Pinned").count()).toBe(0);
    });
  });

  it("shows an entry as it is recorded, and the details", async () => {
    await open("s/b");
    await page.locator('[data-id="m11"]').hover();
    await page.locator('[data-id="m11"]').getByRole("button", { name: "Show as recorded" }).click();
    await page.getByRole("dialog").getByText(cursorOf(11)).waitFor();
    await page.keyboard.press("Escape");

    await page.keyboard.press("d");

    await page.getByText("/home/ada/.claude/projects/-deck/id-b.jsonl").waitFor();
  });

  it("says what to do when there are no sessions at all, and when the list cannot be loaded", async () => {
    server.sessions.clear();
    await page.goto(server.url);
    await page.getByText("No sessions yet").waitFor();

    server.fail = /^\/api\/sessions$/;
    await page.reload();
    await page.getByText("could not be loaded").waitFor();
    server.fail = undefined;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("No sessions yet").waitFor();
  });

  it("shows markup in titles, branches, paths and reasons as text (158)", async () => {
    const evil =
      '<img src="https://evil.example/x" onerror="document.title=1"><script>document.title=2</script>';
    const facts = {
      ...session("x").facts,
      branch: evil,
      model: evil,
      cwd: evil,
      agentType: evil,
      toolVersion: evil,
    };
    const project = { id: evil, name: evil, path: evil };
    server.sessions.set(
      "b",
      session("b", {
        title: evil,
        id: evil,
        project,
        facts,
        sortAt: Date.now() + 1000,
        activity: { state: "waiting", reason: evil },
      }),
    );
    server.tell({ type: "notices", notices: [{ id: "n", level: "error", text: evil, hint: evil }] });
    await open("s/b");
    server.tell({ type: "notices", notices: [{ id: "n", level: "error", text: evil, hint: evil }] });
    await page.keyboard.press("d");
    await page.getByRole("region", { name: "Details of the session" }).waitFor();
    await page.locator(".banner.error").waitFor();

    expect(await page.locator("img, script:not([src])").count()).toBe(0);
    expect(await page.title()).toContain(evil.slice(0, 20));
  });

  it("shows one screen at a time on a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(server.url);
    await page.locator('.row.session[data-key="b"] a').click();
    await page.locator('[data-id="m11"]').waitFor();
    expect(await page.locator("vibedeck-session-list").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

    await page.getByRole("button", { name: "Back to the list" }).click();

    await page.locator('.row.session[data-key="a"]').waitFor();
    expect(await page.locator("main").isVisible()).toBe(false);
  });
});
