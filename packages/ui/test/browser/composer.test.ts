import type { SendRequest, StartRequest } from "@vibedeck/core";
import type { Locator, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { send } from "../fake-drive.ts";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";

/** A PNG of one pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe.skipIf(noBrowser !== undefined)("driving in a browser", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  let server: FakeServer;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    server = new FakeServer();
    for (const [index, key] of ["a", "b", "c"].entries()) {
      const path = `/home/ada/${key}-project`;
      const facts = {
        ...session("x").facts,
        projectPath: path,
        model: "claude-sonnet-4-5",
        permissionMode: "plan",
      };
      const project = { id: path, name: `${key}-project`, path };
      server.sessions.set(key, session(key, { sortAt: Date.now() - index * 1e6, facts, project }));
      server.transcripts.set(
        key,
        Array.from({ length: 12 }, (_, i) => entry(i)),
      );
    }
    server.drive.files.set("", [
      { name: "src", directory: true },
      { name: "README.md", directory: false },
    ]);
    server.drive.files.set("src", [{ name: "main file.ts", directory: false }]);
    server.drive.folders.set("/home/ada", [
      { name: "other", directory: true },
      { name: "a-project", directory: true },
    ]);
    await server.start();
    ({ page, complaints } = await openPage(browser(), { allow: /ERR_|40\d|50\d|network/i }));
  });

  afterEach(async () => {
    await page.context().close();
    await server.stop();
    expect(complaints).toEqual([]);
  });

  const box = (): Locator =>
    page.locator("vibedeck-message-box > textarea, vibedeck-message-box textarea").first();
  const open = async (path = "s/a"): Promise<void> => {
    await page.goto(server.url + path);
    await box().waitFor();
    await expect.poll(() => server.streams).toBe(1);
    await expect.poll(() => server.requests.some((request) => request.includes("session=a"))).toBe(true);
  };
  const sent = (key = "a"): readonly SendRequest[] =>
    server.drive.asked(`POST sessions/${key}/messages`).map(({ body }) => body as SendRequest);
  const write = async (text: string): Promise<void> => {
    await box().focus();
    await page.keyboard.type(text);
  };
  /** Pastes or drops files as a browser does: with a real data transfer. */
  const give = (how: "paste" | "drop", files: readonly { name: string; type: string; bytes: number[] }[]) =>
    box().evaluate(
      (area, [kind, list]) => {
        const data = new DataTransfer();
        for (const { name, type, bytes } of list)
          data.items.add(new File([new Uint8Array(bytes)], name, { type }));
        const init = { bubbles: true, composed: true, cancelable: true };
        area.dispatchEvent(
          kind === "paste"
            ? new ClipboardEvent("paste", { ...init, clipboardData: data })
            : new DragEvent("drop", { ...init, dataTransfer: data }),
        );
      },
      [how, files] as const,
    );

  describe("the box", () => {
    it("grows with what is written, up to a part of the page, and shrinks again", async () => {
      await open();
      const height = () => box().evaluate((area) => area.getBoundingClientRect().height);
      const one = await height();
      await box().focus();
      for (let line = 0; line < 4; line += 1) {
        await page.keyboard.type(`line ${line}`);
        await page.keyboard.press("Shift+Enter");
      }
      expect(await height()).toBeGreaterThan(one + 60);
      expect(server.drive.calls).toEqual([]);

      await box().fill("a\n".repeat(200));
      expect(await height()).toBeLessThanOrEqual(0.4 * 800 + 1);
      await box().fill("");
      expect(await height()).toBe(one);
    });

    it("does not take the reader from the end that is followed, while it grows and the queue comes and goes", async () => {
      await open();
      const fromEnd = () =>
        page
          .locator(".view.scroll")
          .evaluate((view) => view.scrollHeight - view.scrollTop - view.clientHeight);
      await box().focus();
      for (let line = 0; line < 6; line += 1) {
        await page.keyboard.type("more");
        await page.keyboard.press("Shift+Enter");
      }
      await page.keyboard.press("Backspace");
      server.drive.set("a", { state: "running", sends: [send("q1"), send("q2"), send("q3")] });
      await page.getByRole("list", { name: "Messages that wait" }).waitFor();
      await expect.poll(fromEnd).toBeLessThan(4);
      server.drive.set("a", { state: "none", sends: [] });
      await expect.poll(() => page.getByRole("list", { name: "Messages that wait" }).count()).toBe(0);
      await page.keyboard.type("and more");
      server.append("a", [entry(12), entry(13)]);

      await page.locator('[data-id="m13"]').waitFor();
      await expect.poll(fromEnd).toBeLessThan(4);
    });

    it("sends with Enter, once, and is empty when the server has it", async () => {
      await open();
      await write("Hello there");
      await page.keyboard.press("Enter");

      await expect.poll(() => box().inputValue()).toBe("");
      expect(sent()).toMatchObject([{ text: "Hello there" }]);
      expect(sent()[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
      await page.getByText("Hello there").first().waitFor();
    });

    it("sends a double click once (178)", async () => {
      await open();
      await write("Only once");
      await page.getByRole("button", { name: "Send", exact: true }).dblclick();
      await expect.poll(() => box().inputValue()).toBe("");
      await page.keyboard.press("Enter");

      expect(sent()).toHaveLength(1);
    });

    it("sends again under the same id when the answer is lost, and the server has one message (178)", async () => {
      await open();
      server.drive.cutAnswers = 2;
      await write("Did it arrive?");
      await page.keyboard.press("Enter");

      await expect.poll(() => box().inputValue(), { timeout: 10_000 }).toBe("");
      expect(new Set(sent().map(({ id }) => id)).size).toBe(1);
      expect(server.drive.stored).toHaveLength(1);
    });

    it("keeps what was written when the server is away, and sends it when it is back", async () => {
      await open();
      await server.stop();
      await write("Patience");
      await page.keyboard.press("Enter");
      await page.getByText("The server does not answer. Trying again").waitFor();
      expect(await box().inputValue()).toBe("Patience");

      await server.start();

      await expect.poll(() => box().inputValue(), { timeout: 20_000 }).toBe("");
      expect(server.drive.stored).toHaveLength(1);
    });

    it("keeps what was written when the server refuses, and says why and what to do", async () => {
      await open();
      const message = "20 messages wait already.";
      server.drive.instead = () => ({
        status: 409,
        body: { error: { code: "QUEUE_FULL", message, hint: "Remove one." } },
      });
      await write("One more");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText(message).waitFor();
      await page.getByText("Remove one.").waitFor();
      expect(await box().inputValue()).toBe("One more");

      server.drive.instead = undefined;
      await page.getByRole("button", { name: "Try again" }).click();

      await expect.poll(() => box().inputValue()).toBe("");
      expect(await page.getByRole("alert").count()).toBe(0);
    });

    it("keeps a draft for each session over a reload", async () => {
      await open();
      await write("Draft of a");
      await page.locator('.row.session[data-key="b"] a').click();
      await expect.poll(() => box().inputValue()).toBe("");
      await write("Draft of b");

      await page.reload();
      await box().waitFor();
      await expect.poll(() => box().inputValue()).toBe("Draft of b");
      await page.locator('.row.session[data-key="a"] a').click();
      await expect.poll(() => box().inputValue()).toBe("Draft of a");
    });

    it("leaves Enter to an input method that is composing", async () => {
      await open();
      await write("にほん");
      await box().evaluate((area) =>
        area.dispatchEvent(
          new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true, isComposing: true }),
        ),
      );
      expect(sent()).toEqual([]);
      expect(await box().inputValue()).toBe("にほん");
    });

    it("is reached by a key and left by another, and no key of the page works in it", async () => {
      await open();
      await page.locator(".view").focus();
      await page.keyboard.press("i");
      await page.keyboard.type("jn?/");
      expect(await box().inputValue()).toBe("jn?/");
      expect(new URL(page.url()).pathname).toBe("/s/a");
    });
  });

  describe("files", () => {
    it("are shown and go along: a pasted image, a dropped text", async () => {
      await open();
      await give("paste", [{ name: "shot.png", type: "image/png", bytes: [...PNG] }]);
      const image = page.getByRole("list", { name: "Attached files" }).locator("img");
      await image.waitFor();
      expect(
        await image.evaluate((shown: HTMLImageElement) => shown.decode().then(() => shown.naturalWidth)),
      ).toBe(1);
      await give("drop", [{ name: "notes.txt", type: "text/plain", bytes: [104, 105] }]);
      await page.getByText("notes.txt").waitFor();

      await page.keyboard.press("Enter");

      await expect.poll(() => sent().length).toBe(1);
      expect(sent()[0]?.attachments).toEqual([
        { type: "image", mediaType: "image/png", name: "shot.png", data: PNG.toString("base64") },
        { type: "text", name: "notes.txt", text: "hi" },
      ]);
      await expect.poll(() => page.getByRole("list", { name: "Attached files" }).count()).toBe(0);
    });

    it("can be taken away again, and are refused in words when they are too large or no text", async () => {
      await open();
      const large = Array.from({ length: 256_001 }, () => 97);
      await give("drop", [
        { name: "large.log", type: "text/plain", bytes: large },
        { name: "tool.bin", type: "", bytes: [0, 1] },
        { name: "fine.md", type: "", bytes: [104] },
      ]);
      await page.getByText(/large\.log has 256 kB/).waitFor();
      await page.getByText(/tool\.bin is not text/).waitFor();

      await page.getByRole("button", { name: "Remove fine.md" }).click();

      expect(await page.getByRole("list", { name: "Attached files" }).count()).toBe(0);
      expect(await page.getByText("large.log").count()).toBe(0);
    });
  });

  describe("completion", () => {
    it("offers commands, and takes one by keyboard", async () => {
      await open();
      await write("/re");
      const options = page.getByRole("listbox", { name: "Commands and skills" }).getByRole("option");
      await options.first().waitFor();
      expect(await options.locator("bdi").allTextContents()).toEqual(["review", "release-notes"]);
      expect(
        await page.getByRole("combobox", { name: "Message" }).getAttribute("aria-activedescendant"),
      ).toBe("choice-0");

      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");

      expect(await box().inputValue()).toBe("/release-notes ");
      expect(await options.count()).toBe(0);
      expect(sent()).toEqual([]);
      await page.keyboard.press("Enter");
      await expect.poll(() => sent()).toMatchObject([{ text: "/release-notes " }]);
    });

    it("sends a command that is written out", async () => {
      await open();
      await write("/compact");
      await page.getByRole("option").first().waitFor();
      await page.keyboard.press("Enter");
      await expect.poll(() => sent()).toMatchObject([{ text: "/compact" }]);
    });

    it("goes down into folders, and quotes names with spaces", async () => {
      await open();
      await write("see @sr");
      await page.getByRole("option").getByText("src/").waitFor();
      await page.keyboard.press("Tab");
      await page.getByRole("option").getByText("main file.ts").waitFor();
      await page.keyboard.press("Tab");
      expect(await box().inputValue()).toBe('see @"src/main file.ts" ');
    });

    it("is put away with Escape until another word begins", async () => {
      await open();
      await write("@");
      await page.getByRole("option").first().waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.type("re");
      await expect.poll(() => page.getByRole("option").count()).toBe(0);
      await page.keyboard.type(" @RE");
      await page.getByRole("option").getByText("README.md").waitFor();
    });
  });

  describe("while a turn runs", () => {
    const run = async (): Promise<void> => {
      await open();
      server.drive.set("a", { state: "running", since: Date.now(), phase: "thinks" });
      await page.getByRole("button", { name: /Stop/ }).waitFor();
    };

    it("Enter queues, and the queue can be changed, moved and emptied", async () => {
      await run();
      await write("First of all");
      await page.keyboard.press("Enter");
      await write("And then");
      await page.keyboard.press("Enter");
      const rows = page.getByRole("list", { name: "Messages that wait" }).getByRole("listitem");
      await expect.poll(() => rows.count()).toBe(2);
      expect(await rows.first().textContent()).toContain("Queued");

      await rows.first().getByRole("button", { name: "Edit" }).click();
      const editor = page.getByRole("textbox", { name: "Queued message" });
      await expect.poll(() => editor.evaluate((area) => area.matches(":focus"))).toBe(true);
      await page.keyboard.press("Control+a");
      await page.keyboard.type("First, changed");
      await page.keyboard.press("Enter");
      await rows.first().getByText("First, changed").waitFor();

      await rows.nth(1).getByRole("button", { name: "Remove" }).click();
      await expect.poll(() => rows.count()).toBe(1);

      await rows.first().getByRole("button", { name: "Send now" }).click();
      await expect.poll(() => rows.count()).toBe(0);
      expect(server.drive.state("a").sends).toMatchObject([{ text: "First, changed", steer: true }]);
    });

    it("Control and Enter steer, and so does the switch", async () => {
      await run();
      await write("Now");
      await page.keyboard.press("Control+Enter");
      await expect.poll(() => sent().at(-1)).toMatchObject({ text: "Now", steer: true });

      await page.getByRole("button", { name: "Steer" }).click();
      await write("This too");
      await page.keyboard.press("Enter");
      await expect.poll(() => sent().at(-1)).toMatchObject({ text: "This too", steer: true });

      await page.getByRole("button", { name: "Queue", exact: true }).first().click();
      await write("Later");
      await page.keyboard.press("Enter");
      await expect.poll(() => sent().at(-1)?.text).toBe("Later");
      expect(sent().at(-1)).not.toHaveProperty("steer");
    });

    it("is stopped by the button, and by Escape in the empty box only", async () => {
      await run();
      await write("text");
      await page.keyboard.press("Escape");
      expect(server.drive.asked("POST sessions/a/interrupt")).toEqual([]);
      await box().fill("");
      await box().focus();
      await page.keyboard.press("Escape");
      await page.getByText("Stopping").first().waitFor();
      expect(server.drive.asked("POST sessions/a/interrupt")).toHaveLength(1);

      server.drive.set("a", { state: "running" });
      await page.getByRole("button", { name: /Stop/ }).click();
      await expect.poll(() => server.drive.asked("POST sessions/a/interrupt").length).toBe(2);
    });

    it("what was stopped or failed comes back into the box, and held messages go when told", async () => {
      await open();
      const failure = { kind: "rate-limit", text: "You've hit your limit", stderr: "HTTP 429" } as const;
      server.drive.set("a", {
        sends: [
          send("f", { state: "failed", text: "Try this", failure }),
          send("h", { state: "held", text: "Held one" }),
        ],
      });
      await page.getByText("You've hit your limit").waitFor();
      await page.getByText("What it wrote to standard error").click();
      await page.getByText("HTTP 429").waitFor();

      await page.getByRole("button", { name: "Put back into the box: Try this" }).click();
      await expect.poll(() => box().inputValue()).toBe("Try this");
      await expect.poll(() => page.getByText("You've hit your limit").count()).toBe(0);

      await page.getByRole("button", { name: "Send: Held one" }).click();
      await expect
        .poll(() => server.drive.asked("PATCH sessions/a/sends/h").map(({ body }) => body))
        .toEqual([{ move: "queue" }]);
    });

    it("says when a message was settled elsewhere meanwhile", async () => {
      await run();
      server.drive.put("a", send("q", { text: "Wait" }));
      server.drive.instead = () => ({
        status: 409,
        body: { error: { code: "CONFLICT", message: "It is being run." } },
      });
      await page.getByRole("button", { name: "Remove: Wait" }).click();
      await page.getByText("It is being run.").waitFor();
    });
  });

  it("model and permission mode are picked by keyboard from what the tool reports", async () => {
    await open();
    await box().click();
    const model = page.getByRole("combobox", { name: /^Model/ });
    await expect.poll(() => model.getAttribute("aria-label")).toBe("Model: Sonnet");
    await model.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: /Haiku/ }).waitFor();
    await page.keyboard.press("h");
    await page.keyboard.press("Enter");
    await expect.poll(() => model.getAttribute("aria-label")).toBe("Model: Haiku");

    await page.getByRole("combobox", { name: /^Permission mode/ }).click();
    await page.getByRole("option", { name: /Accept edits/ }).click();

    expect(server.drive.asked("PATCH sessions/a/settings").map(({ body }) => body)).toEqual([
      { model: "haiku" },
      { permissionMode: "acceptEdits" },
    ]);
  });

  describe("a session that runs elsewhere", () => {
    it("is said before, refused, and sent anyway when the reader insists", async () => {
      await open();
      server.drive.set("a", { other: { name: "a terminal", state: "busy" } });
      await page.getByText("A terminal runs this session now").waitFor();
      const message = "A terminal runs this session.";
      server.drive.instead = ({ body }) =>
        (body as SendRequest).force === true
          ? undefined
          : { status: 409, body: { error: { code: "RUNS_ELSEWHERE", message } } };
      await write("Still");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText(message).waitFor();
      expect(server.drive.stored).toHaveLength(0);

      await page.getByRole("button", { name: "Send anyway" }).click();

      await expect.poll(() => box().inputValue()).toBe("");
      expect(new Set(sent().map(({ id }) => id)).size).toBe(1);
    });

    it("is forked instead, with what was written", async () => {
      await open();
      server.drive.instead = ({ path }) =>
        path.endsWith("/fork")
          ? undefined
          : { status: 409, body: { error: { code: "RUNS_ELSEWHERE", message: "Runs elsewhere." } } };
      await write("Go another way");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Fork instead" }).click();
      await page.getByText("A fork begins as a copy").waitFor();
      await page.keyboard.press("Enter");

      await expect.poll(() => new URL(page.url()).pathname).toBe("/s/started");
      expect(server.drive.asked("POST sessions/a/fork")).toMatchObject([
        { body: { text: "Go another way" } },
      ]);
      await page.goBack();
      await expect.poll(() => box().inputValue()).toBe("");
    });
  });

  it("forks by the head's button with settings of its own, and Escape leaves that", async () => {
    await open();
    await page.getByRole("button", { name: "Fork", exact: true }).click();
    await page.getByText("A fork begins as a copy").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByText("A fork begins as a copy").count()).toBe(0);
    await page.locator(".view").focus();
    await page.keyboard.press("F");
    await page.getByRole("combobox", { name: /^Model/ }).click();
    await page.getByRole("option", { name: /Haiku/ }).click();
    await write("Elsewhere");
    await page.keyboard.press("Enter");

    await expect.poll(() => new URL(page.url()).pathname).toBe("/s/started");
    expect(server.drive.asked("POST sessions/a/fork")).toMatchObject([{ body: { model: "haiku" } }]);
    expect(server.drive.asked("PATCH sessions/a/settings")).toEqual([]);
  });

  it("goes where a session turns out to lie, with what was written", async () => {
    await open();
    await write("On the way");
    server.tellFollowers("a", { type: "session-moved", key: "a", to: "b" });

    await expect.poll(() => new URL(page.url()).pathname).toBe("/s/b");
    await expect.poll(() => box().inputValue()).toBe("On the way");
  });

  describe("a new session", () => {
    const started = (): readonly StartRequest[] =>
      server.drive.asked("POST sessions").map(({ body }) => body as StartRequest);

    it("is started by keyboard alone, like the open one", async () => {
      await open("s/a");
      await page.locator(".view").focus();
      await page.keyboard.press("n");
      await page.getByRole("heading", { name: "New session" }).waitFor();
      await expect
        .poll(() => page.getByRole("combobox", { name: "Folder" }).inputValue())
        .toBe("/home/ada/a-project");
      await expect.poll(() => box().evaluate((area) => area.matches(":focus"))).toBe(true);
      await page.keyboard.type("Begin");
      await page.getByRole("combobox", { name: "Model: Sonnet" }).waitFor();
      await page.keyboard.press("Enter");

      await expect.poll(() => new URL(page.url()).pathname).toBe("/s/started");
      expect(started()).toMatchObject([
        {
          text: "Begin",
          cwd: "/home/ada/a-project",
          backend: "claude-code",
          model: "sonnet",
          permissionMode: "plan",
        },
      ]);
      await page.getByRole("heading", { name: "Begin" }).waitFor();
      await page.goBack();
      await expect.poll(() => new URL(page.url()).pathname).toBe("/s/a");
    });

    it("takes a folder by completion, and makes one that is missing when told", async () => {
      await page.goto(server.url);
      await page.getByRole("button", { name: "New session" }).click();
      const folder = page.getByRole("combobox", { name: "Folder" });
      await folder.fill("/home/ada/o");
      await page.getByRole("option").getByText("other/").waitFor();
      await page.keyboard.press("Tab");
      expect(await folder.inputValue()).toBe("/home/ada/other/");
      await page.keyboard.press("Enter");
      server.drive.instead = ({ body }) =>
        (body as StartRequest).create === true
          ? undefined
          : { status: 409, body: { error: { code: "FOLDER_MISSING", message: "It is not there." } } };
      await page.keyboard.type("Build it");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("There is no folder /home/ada/other").waitFor();

      await page.getByRole("button", { name: "Create it and start" }).click();

      await expect.poll(() => new URL(page.url()).pathname).toBe("/s/started");
      expect(started()).toMatchObject([{ cwd: "/home/ada/other" }, { cwd: "/home/ada/other", create: true }]);
      expect(new Set(started().map(({ id }) => id)).size).toBe(1);
    });

    it("offers the folders worked in, and the tools that can run", async () => {
      server.backends.push({ id: "other", title: "Other tool", state: "ready", capabilities: { run: true } });
      server.backends.push({ id: "dead", title: "Dead tool", state: "failed", capabilities: { run: true } });
      await page.goto(`${server.url}new`);
      await page.getByRole("button", { name: "c-project" }).click();
      await page.getByRole("radio", { name: "Other tool" }).check();
      expect(await page.getByRole("radio").count()).toBe(2);
      await write("Go");
      await page.keyboard.press("Enter");
      await expect.poll(() => started()).toMatchObject([{ cwd: "/home/ada/c-project", backend: "other" }]);
    });

    it("is left with Escape, and what was written stays", async () => {
      await page.goto(`${server.url}new?from=b`);
      await box().waitFor();
      await write("Half a thought");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await expect.poll(() => new URL(page.url()).pathname).toBe("/s/b");
      await page.goto(`${server.url}new`);
      await expect.poll(() => box().inputValue()).toBe("Half a thought");
    });
  });

  describe("a command to start anew", () => {
    it("opens the page for a session like this one with what followed it, and is not sent", async () => {
      await open("s/a");
      await write("/clear Then the tests");
      await page.keyboard.press("Enter");

      await page.getByText("Begins like Session a, with its folder and settings").waitFor();
      expect(new URL(page.url()).search).toBe("?from=a");
      expect(await page.getByRole("combobox", { name: "Folder" }).inputValue()).toBe("/home/ada/a-project");
      await expect.poll(() => box().inputValue()).toBe("Then the tests");
      await expect.poll(() => box().evaluate((area) => area.matches(":focus"))).toBe(true);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await expect.poll(() => new URL(page.url()).pathname).toBe("/s/a");
      await expect.poll(() => box().inputValue()).toBe("");
      expect(sent()).toEqual([]);
    });

    it("is sent like any other where no session can be started", async () => {
      server.backends.splice(0, 1, {
        id: "claude-code",
        title: "Claude Code",
        state: "ready",
        capabilities: { resume: true },
      });
      await open("s/a");
      await write("/new");
      await page.keyboard.press("Enter");
      await expect.poll(() => sent()).toMatchObject([{ text: "/new" }]);
    });
  });

  describe("where nothing can be driven", () => {
    it("there is no box, no button and no key, and the reason is told", async () => {
      server.drive.readOnly = true;
      server.drive.readOnlyReason = "This server only watches.";
      await page.goto(`${server.url}s/a`);
      await page.getByText("This server only watches.").waitFor();
      expect(await page.locator("vibedeck-composer").count()).toBe(0);
      expect(await page.getByRole("button", { name: /New|Fork/ }).count()).toBe(0);
      await page.keyboard.press("n");
      expect(new URL(page.url()).pathname).toBe("/s/a");
      await page.goto(`${server.url}new`);
      await page.getByText("Pick a session").waitFor();
    });

    it("a sub-agent points to its parent, a tool that cannot run is named", async () => {
      server.sessions.set("sub", session("sub", { kind: "subagent", parent: "a" }));
      server.transcripts.set("sub", [entry(0)]);
      await page.goto(`${server.url}s/sub`);
      await page.getByText("A sub-agent takes its orders").waitFor();
      await page.getByRole("link", { name: "Go to the parent" }).click();
      await expect.poll(() => new URL(page.url()).pathname).toBe("/s/a");

      server.backends.splice(0, 1, {
        id: "claude-code",
        title: "Claude Code",
        state: "ready",
        capabilities: {},
      });
      await page.reload();
      await page.getByText("Sessions of Claude Code can be watched here, not driven.").waitFor();
    });
  });

  it("on a phone Enter makes a line, the button sends, and the box stands above the edge", async () => {
    await page.context().close();
    const context = await browser().newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    page = await context.newPage();
    await open();
    await write("one");
    await page.keyboard.press("Enter");
    await page.keyboard.type("two");
    expect(await box().inputValue()).toBe("one\ntwo");
    const button = page.getByRole("button", { name: "Send", exact: true });
    const place = await button.boundingBox();
    expect(place?.width).toBeGreaterThanOrEqual(40);
    expect(place?.height).toBeGreaterThanOrEqual(40);
    expect((place?.y ?? 0) + (place?.height ?? 0)).toBeLessThanOrEqual(844);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

    await button.tap();

    await expect.poll(() => sent()).toMatchObject([{ text: "one\ntwo" }]);
  });
});
