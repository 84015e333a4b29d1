import type { Answer, Approval } from "@vibedeck/core";
import type { Locator, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  approval,
  callMessage,
  editRequest,
  planRequest,
  QUESTIONS,
  questionRequest,
} from "../approvals-fixture.ts";
import { FakeServer } from "../fake-server.ts";
import { cursorOf, entry, session } from "../fixture.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";

const PHONE = { width: 390, height: 844 };

describe.skipIf(noBrowser !== undefined)("requests of the agent", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  let server: FakeServer;
  let page: Page;
  let complaints: string[];
  const contexts: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    server = new FakeServer();
    for (const [index, key] of ["a", "b"].entries())
      server.sessions.set(key, session(key, { sortAt: Date.now() - index * 1000 }));
    server.transcripts.set(
      "a",
      Array.from({ length: 12 }, (_, i) => entry(i)),
    );
    server.transcripts.set("b", [entry(0)]);
    server.drive.set("a", { state: "running", since: Date.now() });
    await server.start();
    complaints = [];
    page = await tab();
  });

  afterEach(async () => {
    for (const close of contexts.splice(0)) await close();
    await server.stop();
    expect(complaints).toEqual([]);
  });

  /** Another tab of the same browser, or rather of another: nothing but the server connects them. */
  async function tab(size: { readonly width?: number; readonly height?: number } = {}): Promise<Page> {
    const opened = await openPage(browser(), { ...size, allow: /ERR_|409|500|503|404/ });
    await opened.page.addInitScript(() => {
      const name = (): string => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return active instanceof HTMLElement ? active.innerText.split("\n")[0]?.trim() || active.tagName : "";
      };
      Reflect.set(window, "focusedName", name);
    });
    contexts.push(async () => {
      complaints.push(...opened.complaints);
      await opened.page.context().close();
    });
    return opened.page;
  }

  const read = async (where: Page = page): Promise<void> => {
    await where.goto(`${server.url}s/a`);
    await where.locator('[data-id="m11"]').waitFor();
    await where.waitForFunction(() => document.visibilityState === "visible");
  };
  const card = (where: Page = page): Locator => where.locator("vibedeck-approval");
  const button = (name: string | RegExp, where: Page = page): Locator => where.getByRole("button", { name });
  const answers = (id = "one"): readonly unknown[] =>
    server.drive.asked(`POST approvals/${id}`).map(({ body }) => body);
  /** Waits until an answer was sent, and gives all of them. */
  const answered = async (id = "one"): Promise<readonly unknown[]> => {
    await expect.poll(() => answers(id).length).toBeGreaterThan(0);
    return answers(id);
  };
  const ask = async (request: Approval): Promise<void> => {
    server.drive.ask(request);
    await card().first().locator("section").waitFor();
  };

  describe("a tool", () => {
    it("stands in the place of its call, with what it wants and why, and is allowed once by mouse", async () => {
      const request = approval("one");
      server.transcripts.get("a")?.push(callMessage(12, request));
      server.drive.ask(request);
      await read();

      await expect.poll(() => page.locator('[data-id="m12"] vibedeck-approval').count()).toBe(1);
      await card().getByText("npm test -- --run packages/ui").waitFor();
      await card().getByText("not on the list of commands").waitFor();
      expect(await page.locator('[data-id="m12"] .tool').count()).toBe(0);
      await button("Allow once").click();

      expect(await answered()).toEqual([{ type: "allow" } satisfies Answer]);
      await card().getByText("Allowed", { exact: true }).waitFor();
      // The call is shown again, and is no longer asked about.
      await page.locator('[data-id="m12"] .tool').waitFor();
    });

    it("stands at the end while its call is not in the transcript, and goes to the call when that comes", async () => {
      await read();
      const request = approval("one");
      await ask(request);
      expect(await page.locator("vibedeck-tail > vibedeck-approval").count()).toBe(1);

      server.append("a", [callMessage(12, request)]);

      await page.locator('[data-id="m12"] vibedeck-approval').waitFor();
      expect(await card().count()).toBe(1);
    });

    it("does not move while somebody writes in it, and keeps what was written", async () => {
      await read();
      const request = approval("one");
      await ask(request);
      await button("Deny, with a reason").click();
      await page.getByLabel("Why not, or what to do instead").fill("use pn");

      server.append("a", [callMessage(12, request)]);
      await page.locator('[data-id="m12"]').waitFor();
      await page.keyboard.type("pm");

      expect(await page.getByLabel("Why not, or what to do instead").inputValue()).toBe("use pnpm");
      await page.keyboard.press("Enter");
      expect(await answered()).toEqual([{ type: "deny", message: "use pnpm" }]);
    });

    it("is allowed and denied by a single key from anywhere in the page, once it was in view for a moment", async () => {
      await read();
      await ask(approval("one"));
      await page.keyboard.press("a");
      expect(answers()).toEqual([]);

      await page.waitForTimeout(600);
      await page.keyboard.press("a");
      expect(await answered()).toEqual([{ type: "allow" }]);

      server.drive.ask(approval("two"));
      await button("Deny").first().waitFor();
      await page.waitForTimeout(700);
      await page.keyboard.press("d");
      expect(await answered("two")).toEqual([{ type: "deny" }]);
      // `d` opens the details when nothing waits.
      expect(await page.getByRole("region", { name: "Details of the session" }).count()).toBe(0);
    });

    it("does not take keys that are typed into a field, or that are meant for one of several", async () => {
      await read();
      await ask(approval("one"));
      await page.waitForTimeout(600);
      await page.getByRole("searchbox", { name: "Filter sessions" }).focus();
      await page.keyboard.type("ad");
      await page.getByRole("searchbox", { name: "Filter sessions" }).fill("");
      await page.locator(".view.scroll").focus();
      server.drive.ask(approval("two", { view: { kind: "shell", command: "ls" } }));
      await expect.poll(() => card().count()).toBe(2);
      await page.waitForTimeout(600);
      await page.keyboard.press("a");
      expect([...answers("one"), ...answers("two")]).toEqual([]);

      // The one that has the keyboard is meant.
      await card().nth(1).locator("section").focus();
      await page.keyboard.press("a");

      expect(await answered("two")).toEqual([{ type: "allow" }]);
      expect(answers("one")).toEqual([]);
    });

    it("is never a trap: Tab goes through it and on", async () => {
      await read();
      await ask(approval("one"));
      await button("Allow once").focus();

      const passed: string[] = [];
      for (let step = 0; step < 12; step += 1) {
        await page.keyboard.press("Tab");
        passed.push(await page.evaluate(() => focusedName()));
      }

      expect(passed.join(" ")).toContain("Deny");
      expect(passed.at(-1)).not.toMatch(/Allow once|Always allow|Edit …|Deny/);
    });

    it("remembers what was chosen of the tool's own suggestions, by keyboard", async () => {
      await read();
      await ask(approval("one"));
      await button("Always allow …").focus();
      await page.keyboard.press("Enter");
      const panel = page.getByRole("group", { name: "Allow this, and remember" });
      expect(await panel.innerText()).toContain(
        "In this project, for you only (.claude/settings.local.json)",
      );
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      await button("Allow and remember").focus();
      await page.keyboard.press("Enter");

      expect(await answered()).toEqual([{ type: "allow", suggestions: ["s1", "s2"] }]);
    });

    it("runs an edited command, and says when there is none", async () => {
      await read();
      await ask(approval("one"));
      await button("Edit …").click();
      const box = page.getByLabel("Run this instead");
      await box.fill("  ");
      await page.getByText("There is no command.").waitFor();
      expect(await button("Allow with this").isDisabled()).toBe(true);
      await box.fill("npm test -- --run packages/core");
      await button("Allow with this").click();

      expect(await answered()).toEqual([
        {
          type: "allow",
          input: { command: "npm test -- --run packages/core", description: "Run the tests of the page" },
        },
      ]);
    });

    it("takes another input as JSON and checks it; Escape goes back to where one was", async () => {
      await read();
      await ask(editRequest("one"));
      await card().getByText("/home/ada/deck/packages/ui/src/app/preferences.ts").waitFor();
      await button("Edit …").click();
      const box = page.getByLabel("Input of the tool, as JSON");
      await box.fill("{ nonsense");
      expect(await box.getAttribute("aria-invalid")).toBe("true");
      await box.fill("[1]");
      await page.getByText("It must be an object").waitFor();
      await page.keyboard.press("Escape");
      expect(await page.evaluate(() => focusedName())).toBe("Edit …");
      await page.keyboard.press("Enter");
      await box.fill('{"file_path":"/elsewhere"}');
      await button("Allow with this").click();

      expect(await answered()).toEqual([{ type: "allow", input: { file_path: "/elsewhere" } }]);
    });

    it("is not edited when not all of it could be shown, and says so", async () => {
      await read();
      await ask({ ...editRequest("one"), clipped: true });
      await card().getByText("Not all of it is shown").waitFor();

      expect(await button("Edit …").count()).toBe(0);
      await button("Allow once").click();
      expect(await answered()).toEqual([{ type: "allow" }]);
    });

    it("shows what a command hides: overrides, controls, spaces that are none", async () => {
      await read();
      const command = "echo hi \u202e; rm -rf /\u202c \u001b[2K ls\u00a0-la\u200b";
      await ask(approval("one", { view: { kind: "shell", command }, input: { command } }));

      const shown = await page.locator("pre.shell-line").innerText();

      expect(shown).toBe("echo hi ⟨U+202E⟩; rm -rf /⟨U+202C⟩ ⟨U+001B⟩[2K ls⟨U+00A0⟩-la⟨U+200B⟩");
      await page.getByText("Exactly what the tool gets").click();
      expect(await page.locator(".exact pre").innerText()).toContain("⟨U+202E⟩");
    });
  });

  describe("an answer", () => {
    it("is sent once, however often the button is pressed (178)", async () => {
      await read();
      await ask(approval("one"));

      await button("Allow once").dblclick();
      await card().getByText("Allowed", { exact: true }).waitFor();

      expect(answers()).toHaveLength(1);
    });

    it("is kept when the server cannot be reached, and sent again", async () => {
      await read();
      await ask(approval("one"));
      server.drive.instead = () => ({
        status: 503,
        body: { error: { code: "UNAVAILABLE", message: "Not now." } },
      });
      await button("Deny, with a reason").click();
      await page.getByLabel("Why not, or what to do instead").fill("not on main");
      await button("Deny").last().click();
      await page.getByRole("alert").getByText("could not be sent yet").waitFor();

      server.drive.instead = undefined;
      await button("Send it again").click();
      await card().getByText("Denied", { exact: true }).waitFor();

      expect(answers()).toEqual([
        { type: "deny", message: "not on main" },
        { type: "deny", message: "not on main" },
      ]);
    });

    it("that got lost on its way back is shown as it was taken", async () => {
      await read();
      await ask(approval("one"));
      server.drive.cutAnswers = 1;

      await button("Allow once").click();

      await card().getByText("Allowed", { exact: true }).waitFor();
    });

    it("that comes second is told what was answered first", async () => {
      await read();
      await ask(approval("one"));
      server.drive.instead = () => ({
        status: 409,
        body: { error: { code: "CONFLICT", message: "It was answered before: denied, use pnpm." } },
      });

      await button("Allow once").click();

      await card().getByText("It was answered before: denied, use pnpm.").waitFor();
      expect(await button("Allow once").count()).toBe(0);
    });

    it("in one tab is told in the other", async () => {
      const other = await tab();
      await read();
      await read(other);
      await ask(approval("one"));
      await button("Allow once", other).click();

      await card().getByText("Allowed in another tab").waitFor();
      await card(other).getByText("Allowed", { exact: true }).waitFor();
      expect(answers()).toHaveLength(1);
    });

    it("is still asked for after a reload, and after the connection was cut", async () => {
      await read();
      await ask(approval("one"));
      await page.reload();
      await button("Allow once").waitFor();
      server.cut();
      await expect.poll(() => server.streams, { timeout: 20_000 }).toBe(1);

      await button("Allow once").click();

      expect(await answered()).toEqual([{ type: "allow" }]);
    });

    it("is no longer asked for when the tool stopped waiting or the agent is gone", async () => {
      await read();
      await ask(approval("one"));
      server.drive.set("a", { approvals: [approval("one", { state: "expired" })] });
      await card().getByText("The agent stopped waiting for an answer.").waitFor();

      server.drive.set("a", { approvals: [approval("one", { state: "orphaned" })] });

      await card().getByText("The agent ended before there was an answer.").waitFor();
      expect(await card().getByRole("button").count()).toBe(0);
    });
  });

  describe("questions", () => {
    it("are answered by mouse: one of several, several of several, words of one's own", async () => {
      await read();
      await ask(questionRequest("one"));
      const send = button("Send answers");
      expect(await send.isDisabled()).toBe(true);
      await page.getByText("PostgreSQL").click();
      await page.getByText("Linux").click();
      await page.getByText("macOS").click();
      await page.getByRole("textbox", { name: "Something else, in your own words" }).last().fill("FreeBSD");
      await send.click();

      expect(await answered()).toEqual([
        {
          type: "answers",
          answers: {
            "Which database should the index live in?": "PostgreSQL",
            "Which platforms matter?": "Linux, macOS, FreeBSD",
          },
        },
      ]);
      await card().getByText("Answered", { exact: true }).waitFor();
    });

    it("are answered by keyboard only: digits choose, Enter sends", async () => {
      await read();
      await ask(questionRequest("one", QUESTIONS.slice(0, 1)));
      await page.waitForTimeout(600);
      await page.keyboard.press("1");
      await page.locator("vibedeck-question-request").getByRole("radio").first().focus();
      await page.keyboard.press("3");
      await page.keyboard.press("Enter");

      expect(await answered()).toEqual([
        { type: "answers", answers: { "Which database should the index live in?": "Plain files" } },
      ]);
    });

    it("take an own answer by its digit", async () => {
      await read();
      await ask(questionRequest("one", QUESTIONS.slice(0, 1)));
      await page.waitForTimeout(600);
      await page.keyboard.press("4");
      await page.keyboard.type("DuckDB, 2 files");
      await page.keyboard.press("Enter");

      expect(await answered()).toEqual([
        { type: "answers", answers: { "Which database should the index live in?": "DuckDB, 2 files" } },
      ]);
    });

    it("need not be answered", async () => {
      await read();
      await ask(questionRequest("one"));
      await button("Don't answer").click();

      expect(await answered()).toEqual([{ type: "deny" }]);
    });
  });

  describe("a plan", () => {
    it("is read as Markdown and approved with the mode to go on in", async () => {
      await read();
      await ask(planRequest("one"));
      await card().getByRole("heading", { name: "Keep drafts over reloads" }).waitFor();
      await page.getByText("Accept edits", { exact: true }).click();
      await button("Approve").click();

      expect(await answered()).toEqual([{ type: "allow", permissionMode: "acceptEdits" }]);
      await card().getByText("Plan approved").waitFor();
    });

    it("goes back with comments, by keyboard only", async () => {
      await read();
      await ask(planRequest("one"));
      await page.waitForTimeout(600);
      await page.keyboard.press("d");
      await page.keyboard.type("Bound it to 10.");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");

      expect(await answered()).toEqual([{ type: "deny", message: "Bound it to 10." }]);
    });
  });

  describe("on a phone", () => {
    beforeEach(async () => {
      page = await tab(PHONE);
    });

    it("has two large buttons below everything else, and they work", async () => {
      await read();
      await ask(approval("one"));
      const bar = page.locator("vibedeck-request-bar");
      const [allow, deny] = [
        bar.getByRole("button", { name: "Allow once" }),
        bar.getByRole("button", { name: "Deny" }),
      ];
      const boxes = [await allow.boundingBox(), await deny.boundingBox()];
      for (const box of boxes) {
        expect(box?.height).toBeGreaterThanOrEqual(48);
        expect(box?.width).toBeGreaterThan(150);
      }
      expect(await page.getByRole("button", { name: "Allow once" }).count()).toBe(1);
      await deny.click();
      expect(await answered()).toEqual([{ type: "deny" }]);

      server.drive.ask(approval("two"));
      await allow.click();
      expect(await answered("two")).toEqual([{ type: "allow" }]);
    });

    it("does not answer what is out of view: it shows it first", async () => {
      await read();
      await ask(approval("one"));
      await page.locator(".view.scroll").evaluate((view) => view.scrollTo({ top: 0 }));
      const bar = page.locator("vibedeck-request-bar");
      await bar.getByRole("button", { name: "Show" }).waitFor();
      expect(await bar.getByRole("button", { name: "Allow once" }).count()).toBe(0);

      await bar.getByRole("button", { name: "Show" }).click();

      await bar.getByRole("button", { name: "Allow once" }).click();
      expect(await answered()).toEqual([{ type: "allow" }]);
    });

    it("has room for the buttons of every way to answer", async () => {
      await read();
      await ask(approval("one"));
      for (const name of ["Always allow …", "Edit …", "Deny, with a reason …"]) {
        expect((await button(name).boundingBox())?.height).toBeGreaterThanOrEqual(48);
        await button(name).click();
        await button("Back", page).last().click();
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    });

    it("answers questions and plans", async () => {
      await read();
      await ask(questionRequest("one", QUESTIONS.slice(0, 1)));
      await page.getByText("SQLite").click();
      await button("Send answer").click();
      await answered();
      server.drive.ask(planRequest("two"));
      await page.locator("vibedeck-request-bar").getByRole("button", { name: "Approve" }).click();

      expect(await answered("two")).toEqual([{ type: "allow", permissionMode: "default" }]);
    });
  });

  describe("sessions that need the reader", () => {
    const needing = (key: string, needs: number): void =>
      server.tell({
        type: "session",
        session: session(key, { drive: { state: "running", queued: 1, needs } }),
      });

    it("stand on top of the list, are counted in the title, and are announced", async () => {
      await read();
      expect(await page.title()).toBe("Session a · VibeDeck");

      needing("b", 1);

      await expect.poll(() => page.title()).toBe("(1) Session a · VibeDeck");
      const rows = await page.locator("vibedeck-session-list .row").allInnerTexts();
      expect(rows[0]).toContain("Needs you");
      expect(rows[1]).toContain("Session b");
      expect(rows[1]).toContain("1 queued");
      await expect.poll(() => page.locator("body > [role=status]").innerText()).toBe("Session b needs you");
      expect(await page.locator("link[rel=icon]").getAttribute("href")).toMatch(/^data:image\/svg/);

      needing("b", 0);
      await expect.poll(() => page.title()).toBe("Session a · VibeDeck");
      expect(await page.locator("link[rel=icon]").getAttribute("href")).not.toMatch(/^data:/);
    });

    it("are told at the way back to the list, on a phone", async () => {
      page = await tab(PHONE);
      await read();
      needing("b", 2);

      await page.getByRole("button", { name: "Back to the list: 1 more need you" }).click();

      await page.getByText("Needs you 2 times").waitFor();
    });
  });

  describe("what is being written", () => {
    const write = (text: string, at: number, index = 0, kind: "text" | "thinking" | "tool" = "text"): void =>
      server.tellFollowers("a", {
        type: "partial",
        key: "a",
        messageId: "w",
        index,
        kind,
        at,
        text,
        tool: "Bash",
      });
    const finished = (text: string): void =>
      server.append("a", [
        {
          id: "w",
          role: "assistant",
          cursor: cursorOf(12),
          last: cursorOf(12),
          at: Date.now(),
          model: "claude-opus-4-5-20251101",
          blocks: [{ type: "text", text, format: "markdown" }],
        },
      ]);

    it("grows as Markdown and is replaced by the message, once and without a jump", async () => {
      server.drive.set("a", { model: "claude-opus-4-5" });
      await read();
      const text =
        "I changed **three** files:\n\n- one\n- two\n\n```sh\nnpm test\n```\n\nAll of it *passes*.";
      for (let at = 0; at < text.length; at += 7) write(text.slice(at, at + 7), at);
      const growing = page.locator("vibedeck-tail .prose");
      await growing.getByText("passes").waitFor();
      expect(await growing.locator("strong").innerText()).toBe("three");
      expect(await growing.locator("li").count()).toBe(2);
      expect(await growing.locator("pre code").innerText()).toContain("npm test");
      const before = await growing.boundingBox();

      finished(text);

      const final = page.locator('[data-id="w"] .prose');
      await final.waitFor();
      expect(await page.locator("vibedeck-tail .prose").count()).toBe(0);
      const after = await final.boundingBox();
      expect(after?.height).toBe(before?.height);
      expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(2);
    });

    it("never shows a message and what was written of it together, nor neither", async () => {
      await read();
      const text = "The one sentence.";
      write(text, 0);
      await page.locator("vibedeck-tail .prose").waitFor();
      await page.evaluate(() => {
        const transcript = document
          .querySelector("vibedeck-app")
          ?.shadowRoot?.querySelector("vibedeck-transcript");
        const root = transcript?.shadowRoot;
        const counts: number[] = [];
        Reflect.set(window, "counts", counts);
        const look = (): void => {
          const growing =
            root?.querySelector("vibedeck-tail")?.shadowRoot?.querySelectorAll(".prose").length ?? 0;
          counts.push(growing + (root?.querySelectorAll('[data-id="w"] .prose').length ?? 0));
          requestAnimationFrame(look);
        };
        look();
      });

      finished(text);
      await page.locator('[data-id="w"]').waitFor();
      await page.waitForTimeout(200);

      const counts: readonly number[] = await page.evaluate(() => Reflect.get(window, "counts"));
      expect(new Set(counts)).toEqual(new Set([1]));
    });

    it("follows the end while it grows, and leaves a reader elsewhere alone", async () => {
      await read();
      const line = "A line that is written, and then another one like it.\n\n";
      const left = (): Promise<number> =>
        page
          .locator(".view.scroll")
          .evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight);
      for (let n = 0; n < 40; n += 1) write(line, n * line.length);
      await page.locator("vibedeck-tail p").nth(39).waitFor();
      await expect.poll(left).toBeLessThan(3);

      await page.locator(".view.scroll").evaluate((view) => view.scrollTo({ top: 0 }));
      await page.waitForTimeout(100);
      write(line.repeat(40), 40 * line.length);
      await page.locator("vibedeck-tail p").nth(79).waitFor();

      expect(await page.locator(".view.scroll").evaluate((view) => view.scrollTop)).toBe(0);
    });

    it("shows thinking folded, and a tool by its name and the beginning of its input", async () => {
      await read();
      write("First I look.", 0, 0, "thinking");
      write('{"command": "npm run bui', 0, 1, "tool");

      await page.locator("vibedeck-tail summary").getByText("First I look.").waitFor();
      const tool = await page.locator("vibedeck-tail .tool").innerText();
      expect(tool).toContain("Bash");
      expect(tool).toContain("npm run bui");

      server.tellFollowers("a", { type: "partial-end", key: "a" });
      await expect.poll(() => page.locator("vibedeck-tail .tool").count()).toBe(0);
    });

    it("stays smooth when a megabyte is written", async () => {
      await read();
      const part = `${"Some words of a paragraph that is not short. ".repeat(20)}\n\n\`\`\`ts\n${"const x = 1;\n".repeat(60)}\`\`\`\n\n`;
      await page.evaluate(() => {
        const gaps: number[] = [];
        Reflect.set(window, "gaps", gaps);
        let last = performance.now();
        const look = (): void => {
          const now = performance.now();
          gaps.push(now - last);
          last = now;
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });

      let at = 0;
      while (at < 1_000_000) {
        for (let piece = 0; piece < part.length; piece += 200) {
          write(part.slice(piece, piece + 200), at + piece);
        }
        at += part.length;
        await new Promise((resolve) => setImmediate(resolve));
      }
      write("The end of it.", at);
      await page.locator("vibedeck-tail").getByText("The end of it.").waitFor({ timeout: 40_000 });

      const gaps: readonly number[] = await page.evaluate(() => Reflect.get(window, "gaps"));
      const sorted = [...gaps].sort((a, b) => a - b);
      expect(sorted[Math.floor(gaps.length * 0.5)]).toBeLessThan(100);
    });

    it("puts a message on its way at the end, and takes it away when the transcript has it", async () => {
      await read();
      server.drive.put("a", {
        id: "sent-1",
        text: "And now the other module.",
        attachments: [{ type: "text", name: "notes.txt", bytes: 2048 }],
        state: "running",
        steer: false,
        at: Date.now(),
      });
      await page.locator("vibedeck-tail").getByText("And now the other module.").waitFor();
      const before = await page.locator("vibedeck-tail article").boundingBox();

      server.append("a", [
        {
          id: "sent-1",
          role: "user",
          prompt: true,
          cursor: cursorOf(12),
          last: cursorOf(12),
          at: Date.now(),
          blocks: [{ type: "text", text: "And now the other module.", format: "plain" }],
        },
      ]);

      await page.locator('[data-id="sent-1"]').waitFor();
      expect(await page.locator("vibedeck-tail article").count()).toBe(0);
      expect((await page.locator('[data-id="sent-1"] .message-head').boundingBox())?.y).toBeDefined();
      expect(before).not.toBeNull();
    });
  });
});

/** The words of the element that has the keyboard, in whichever shadow root it is. */
declare function focusedName(): string;
