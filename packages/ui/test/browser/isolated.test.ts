import type { StartRequest } from "@vibedeck/core";
import type { Locator, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeAuth } from "../fake-auth.ts";
import { send } from "../fake-drive.ts";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { brokenRules } from "./axe.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";
import { pictures } from "./picture.ts";

const BOB = { kind: "user", id: "bob", name: "Bob" } as const;
const ILL = {
  ok: false,
  problem: "The sandbox engine does not answer.",
  hint: "Tell the operator.",
} as const;

describe.skipIf(noBrowser !== undefined)("agents in sandboxes, for their users", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  let server: FakeServer;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    server = new FakeServer();
    server.useAuth(new FakeAuth(BOB));
    await server.start();
    ({ page, complaints } = await openPage(browser(), { allow: /40\d|50\d|ERR_/ }));
  });

  afterEach(async () => {
    await page.context().close();
    await server.stop();
    expect(complaints).toEqual([]);
  });

  const box = (): Locator => page.locator("vibedeck-message-box textarea").first();
  const folder = (): Locator => page.getByRole("combobox", { name: "Folder" });
  const path = (): string => new URL(page.url()).pathname;
  const asked = (what: RegExp): number => server.requests.filter((request) => what.test(request)).length;
  const started = (): readonly StartRequest[] =>
    server.drive.asked("POST sessions").map(({ body }) => body as StartRequest);
  const haveSession = (): void => {
    const facts = { ...session("x").facts, projectPath: "/root", model: "claude-sonnet-4-5" };
    const project = { id: "/root", name: "root", path: "/root" };
    server.sessions.set("a", session("a", { owner: "bob", sortAt: Date.now(), facts, project }));
    server.transcripts.set("a", [entry(0), entry(1)]);
  };
  const openSession = async (): Promise<void> => {
    haveSession();
    await page.goto(`${server.url}s/a`);
    await box().waitFor();
    await page.locator('[data-id="m1"]').waitFor();
    await expect.poll(() => asked(/session=a/)).toBeGreaterThan(0);
  };
  const makeIll = (agent: object | undefined): void => {
    const [backend] = server.backends;
    if (backend !== undefined)
      server.backends[0] = { ...backend, ...(agent === undefined ? {} : { agent: agent as typeof ILL }) };
  };

  describe("the first session", () => {
    it("begins on the page that opens by itself, in the home folder, with a message alone", async () => {
      await page.goto(server.url);
      await page.getByRole("heading", { name: "Your first session" }).waitFor();
      expect(path()).toBe("/new");
      expect(await folder().inputValue()).toBe("~");
      expect(await page.getByRole("button", { name: "Back" }).count()).toBe(0);
      expect(await page.getByText("vibedeck doctor").count()).toBe(0);
      await pictures(page, "first-run");
      await page.keyboard.type("Hello"); // The keyboard is in the box already.
      await page.keyboard.press("Enter");

      await expect.poll(path).toBe("/s/started");
      expect(started()).toMatchObject([{ text: "Hello", cwd: "~" }]);
    });

    it("takes a folder below the home that nobody could list, and makes it on request", async () => {
      await page.goto(server.url);
      await folder().fill("~/project");
      await page.getByText("There are no folders to show here now.").waitFor();
      server.drive.instead = ({ body }) =>
        (body as StartRequest).create
          ? undefined
          : { status: 409, body: { error: { code: "FOLDER_MISSING", message: "It is not there." } } };
      await pictures(page, "first-run-folder");
      await page.keyboard.press("Enter");
      await page.keyboard.type("Build it");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Create it and start" }).click();

      await expect.poll(path).toBe("/s/started");
      expect(started().at(-1)).toMatchObject({ cwd: "~/project", create: true });
    });

    it("does not bring those who do not sign in away from their list", async () => {
      server.auth = undefined;
      await page.goto(server.url);
      await page.getByText("Start your coding agent").waitFor();
      await page.getByText("Nothing to watch yet").waitFor();
      expect(path()).toBe("/");
      await page.goto(`${server.url}new`);
      await folder().waitFor();
      expect(await folder().inputValue()).toBe("");
    });

    it("that is long in coming says so, and can be given up", async () => {
      await page.goto(server.url);
      await folder().waitFor();
      await page.route("**/api/sessions", (route) =>
        route.request().method() === "POST" ? undefined : route.continue(),
      );
      await box().fill("Hello");
      await page.keyboard.press("Enter");
      await page.getByText("Starting your session …").waitFor();
      await pictures(page, "first-run-slow");
      await page.getByRole("button", { name: "Stop" }).click();

      await page.getByRole("alert").getByText("Not sent").waitFor();
      expect(await box().inputValue()).toBe("Hello");
    });
  });

  describe("what the tool offers", () => {
    const AGENT = /^GET \/api\/(?:sessions\/[^/]+\/)?agent/;

    it("is not asked for by opening the list, a session or the page for a new one", async () => {
      await openSession();
      await page.keyboard.press("d");
      await page.goto(`${server.url}new?from=a`);
      await expect.poll(() => box().evaluate((area) => area.matches(":focus"))).toBe(true);
      expect(await page.getByRole("combobox", { name: "Model: Model" }).count()).toBe(1);
      await page.goto(server.url);
      await page.locator('.row.session[data-key="a"]').waitFor();
      expect(asked(AGENT)).toBe(0);
    });

    it("is asked for once when a picker is opened", async () => {
      await openSession();
      await page.getByRole("combobox", { name: "Model: sonnet 4.5" }).click();
      await page.getByRole("option", { name: /^Haiku/ }).waitFor();
      expect(asked(AGENT)).toBe(1);
    });

    it.each(["a click", "the keyboard", "a key of the page"])(
      "is asked for once when the reader comes to the box with %s",
      async (how) => {
        await openSession();
        if (how === "a click") await box().click();
        else if (how === "a key of the page") {
          await page.locator(".view").focus();
          await page.keyboard.press("i");
        } else {
          await box().evaluate((area) => area.focus());
          await page.keyboard.press("H");
        }
        await expect.poll(() => asked(AGENT)).toBe(1);
        await page.keyboard.type("ello");
        expect(asked(AGENT)).toBe(1);
      },
    );
  });

  describe("progress", () => {
    it("tells what is made, the place in line and the time, in the session and in the list, and can be stopped", async () => {
      await openSession();
      const phase = "waiting for a free sandbox: 3rd in line";
      const known = server.sessions.get("a");
      if (known === undefined) throw new Error("no session");
      server.tell({
        type: "session",
        session: { ...known, drive: { state: "starting", queued: 0, needs: 0, reason: phase } },
      });
      server.drive.set("a", {
        state: "starting",
        phase,
        sends: [send("s1", { state: "accepted", text: "Go" })],
      });
      await page.locator(".run").getByText(phase).waitFor();
      await page.locator('.row.session[data-key="a"]').getByText(phase).waitFor();
      await pictures(page, "in-line");
      await page.setViewportSize({ width: 390, height: 844 });
      const words = page.locator(".run .phase");
      expect(await words.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
      expect(await page.locator(".run .state").evaluate((mark) => getComputedStyle(mark).animationName)).toBe(
        "none",
      );
      server.drive.set("a", { phase: "creating your sandbox…" });
      await page.locator(".run").getByText("creating your sandbox…").waitFor();
      await page.getByRole("button", { name: "Stop" }).click();

      await expect.poll(() => server.drive.asked("POST sessions/a/interrupt").length).toBe(1);
      await page.locator(".run").getByText("Stopping").waitFor();
    });

    it("that came to nothing says why and what to do, and the message can be sent again", async () => {
      await openSession();
      const failure = {
        kind: "other",
        text: "Your sandbox ran out of memory, or was killed.",
        hint: "Ask for less at once.",
      } as const;
      server.drive.set("a", {
        state: "none",
        sends: [send("f1", { state: "failed", text: "Big build", failure })],
      });
      await page.getByText(failure.text).waitFor();
      await page.getByText(failure.hint).waitFor();
      await pictures(page, "failed");
      await page.getByRole("button", { name: "Send again: Big build" }).click();

      await expect
        .poll(() => server.drive.asked("POST sessions/a/messages"))
        .toMatchObject([{ body: { text: "Big build" } }]);
      await page.getByText(failure.text).waitFor({ state: "detached" });
      const ids = server.drive
        .asked("POST sessions/a/messages")
        .map(({ body }) => (body as { id: string }).id);
      expect(ids).not.toContain("f1");
    });

    it("of a turn from before a restart lets messages wait for its end, and it can be stopped", async () => {
      await openSession();
      server.drive.set("a", {
        state: "running",
        phase: "goes on from before the server was restarted",
        since: Date.now(),
      });
      await page.locator(".run").getByText("goes on from before").waitFor();
      await page.getByText("Messages wait for its end").waitFor();
      expect(await page.getByRole("button", { name: "Steer" }).count()).toBe(0);
      expect(await box().getAttribute("placeholder")).toBe("Message that waits for the end of this turn");
      await pictures(page, "goes-on");
      await box().fill("And then");
      await page.keyboard.press("Control+Enter");
      await expect.poll(() => server.drive.asked("POST sessions/a/messages")).toHaveLength(1);
      expect(server.drive.asked("POST sessions/a/messages")[0]?.body).not.toHaveProperty("steer");
      await page.getByRole("button", { name: "Stop" }).click();
      await expect.poll(() => server.drive.asked("POST sessions/a/interrupt").length).toBe(1);
    });
  });

  describe("a tool that cannot be run", () => {
    it("is told of beside the box, which says why nothing is sent, and keeps what was written", async () => {
      makeIll(ILL);
      await openSession();
      const note = page.locator(".note.unable");
      await note.getByText("Claude Code cannot be run now: The sandbox engine does not answer.").waitFor();
      await note.getByText("Tell the operator.").waitFor();
      await box().fill("Hello");
      const button = page.getByRole("button", { name: "Send", exact: true });
      expect(await button.getAttribute("title")).toContain("cannot be run now");
      await page.keyboard.press("Enter");
      await note.getByText("Not sent: what you wrote is kept.").waitFor();
      await pictures(page, "engine-down");
      expect(await box().inputValue()).toBe("Hello");
      expect(server.drive.asked("POST sessions/a/messages")).toEqual([]);

      await page.getByRole("button", { name: "Send anyway" }).click();
      await expect.poll(() => server.drive.asked("POST sessions/a/messages")).toHaveLength(1);
    });

    it("is looked at every 15 seconds, and sending works as soon as it is well", async () => {
      await page.clock.install();
      makeIll(ILL);
      await openSession();
      await page.locator(".note.unable").waitFor();
      const before = asked(/^GET \/api\/backends/);
      await page.clock.fastForward(15_000);
      await expect.poll(() => asked(/^GET \/api\/backends/)).toBe(before + 1);
      makeIll({ ok: true });
      const notes = async (): Promise<number> => {
        await page.clock.fastForward(15_000);
        return page.locator(".note.unable").count();
      };
      await expect.poll(notes).toBe(0);
      const after = asked(/^GET \/api\/backends/);
      await page.clock.fastForward(120_000);
      expect(asked(/^GET \/api\/backends/)).toBe(after);
    });

    it("is tried when it is well by the time of sending", async () => {
      makeIll(ILL);
      await openSession();
      await page.locator(".note.unable").waitFor();
      makeIll({ ok: true });
      await box().fill("Hello");
      await page.keyboard.press("Enter");
      await expect.poll(() => server.drive.asked("POST sessions/a/messages")).toHaveLength(1);
    });

    it("is told of where a session begins, too", async () => {
      makeIll(ILL);
      await page.goto(server.url);
      await page.locator(".note.unable").waitFor();
      await box().fill("Hello");
      await page.keyboard.press("Enter");
      await page.getByText("Not sent: what you wrote is kept.").waitFor();
      await pictures(page, "engine-down-new");
      expect(started()).toEqual([]);
    });
  });

  it.each(["light", "dark"] as const)("have nothing against WCAG 2.2 AA, %s", async (colorScheme) => {
    const context = await browser().newContext({
      viewport: { width: 390, height: 844 },
      colorScheme,
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    const other = await context.newPage();
    makeIll(ILL);
    await other.goto(server.url);
    await other.locator(".note.unable").waitFor();
    await other.getByRole("combobox", { name: "Folder" }).fill("~/x");
    await other.getByText("There are no folders").waitFor();
    const broken = [...(await brokenRules(other, "first"))];
    haveSession();
    server.drive.set("a", { state: "running", phase: "goes on from before the server was restarted" });
    await other.goto(`${server.url}s/a`);
    await other.getByText("goes on from before").waitFor();
    broken.push(...(await brokenRules(other, "goes on")));
    await context.close();
    expect(broken).toEqual([]);
  });
});
