import type { Message } from "@vibedeck/core";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeServer } from "../fake-server.ts";
import { cursorOf, entry, session } from "../fixture.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";

const FOLDED_FROM = 31;
const FOLDED_TO = 38;
const SHELL = 45;

/** Prompts at every tenth place, a run of folded lines, and a tool card with its answer. */
function transcript(): Message[] {
  return Array.from({ length: 60 }, (_, index): Message => {
    const message = entry(index);
    if (index >= FOLDED_FROM && index <= FOLDED_TO)
      return { ...message, role: "system", folded: index % 2 ? `hook Stop: ${index}` : "reminder" };
    if (index !== SHELL) return message;
    const stdout = `${"a line of output\n".repeat(80)}needle in the answer\n`;
    return {
      ...message,
      blocks: [
        {
          type: "tool_use",
          id: "t1",
          name: "Bash",
          view: { kind: "shell", command: "make all", background: false },
          result: {
            type: "tool_result",
            toolId: "t1",
            isError: false,
            view: { kind: "shell", stdout, stderr: "", interrupted: false, background: false, images: [] },
          },
        },
      ],
    } as unknown as Message;
  });
}

describe.skipIf(noBrowser !== undefined)("shell and messages together", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  let server: FakeServer;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    server = new FakeServer();
    server.sessions.set("a", session("a", { activity: { state: "working" } }));
    server.transcripts.set("a", transcript());
    await server.start();
    ({ page, complaints } = await openPage(browser(), { allow: /ERR_|500|404|network/i }));
  });

  afterEach(async () => {
    await page.context().close();
    await server.stop();
    expect(complaints).toEqual([]);
  });

  const open = async (path = "s/a"): Promise<void> => {
    await page.goto(server.url + path);
    await page.locator('[data-id="m59"]').waitFor();
    await expect.poll(() => server.streams).toBe(1);
  };
  const top = (id: string) =>
    page.locator(`[data-id="${id}"]`).evaluate((element) => element.getBoundingClientRect().top);

  /** Waits until something stands in view, below the edge and above a line. */
  const stands = (place: () => Promise<number>, line: number) =>
    expect.poll(place).toSatisfy((top: number) => top > 80 && top < line);

  it("say who speaks once, also over folded lines and over live messages", async () => {
    await open();
    const follows = (id: string) => page.locator(`[data-id="${id}"] [data-follows]`).count();
    expect(await follows("m51")).toBe(0);
    expect(await follows("m52")).toBe(1);
    expect(await follows("m39")).toBe(0);

    server.append("a", [{ ...entry(61) }, entry(62)]);
    await page.locator('[data-id="m62"]').waitFor();

    expect(await follows("m61")).toBe(1);
    expect(await follows("m62")).toBe(1);
  });

  it("keep a gutter for the actions of a message, and breathe while the session works", async () => {
    await open();
    const [gutter, waits] = await page
      .locator('[data-id="m51"] .message')
      .evaluate((element) => [
        getComputedStyle(element).getPropertyValue("--message-gutter").trim(),
        getComputedStyle(element).getPropertyValue("--tool-waits").trim(),
      ]);
    expect(gutter).not.toBe("");
    expect(waits).toBe("running");

    server.tell({ type: "session", session: session("a") });

    await expect
      .poll(() =>
        page
          .locator('[data-id="m51"] .message')
          .evaluate((element) => getComputedStyle(element).getPropertyValue("--tool-waits")),
      )
      .toBe("");
  });

  it("fold runs of state lines into one line that opens, by hand", async () => {
    await open();
    const run = page.locator("details.run");
    expect(await run.count()).toBe(1);
    expect(await run.locator("summary").first().textContent()).toMatch(/8 folded\s*hook Stop, reminder/);
    expect(await page.locator('[data-id="m33"]').isVisible()).toBe(false);

    await run.locator("summary").first().click();

    await page.locator('[data-id="m33"]').waitFor();
  });

  it("open a run for a permalink into it, and pass it from prompt to prompt", async () => {
    await page.goto(`${server.url}s/a?at=${cursorOf(34)}`);
    await page.locator('[data-id="m34"]').waitFor();
    await stands(() => top("m34"), 400);

    await page.keyboard.press("J");
    await expect.poll(() => top("m40")).toBeLessThan(500);
    await page.keyboard.press("K");
    await expect.poll(() => top("m30")).toBeGreaterThan(0);
  });

  it("open a run for what is found in it", async () => {
    await open();
    await page.keyboard.press("Control+f");
    await page.keyboard.type("Reply 35.");

    await page.getByText("1 of 1").waitFor();
    await page.locator('[data-id="m35"][data-found="current"]').waitFor();
    expect(await page.locator("details.run").getAttribute("open")).not.toBeNull();
  });

  it("open a closed tool card for what is found in it, and bring the place into view", async () => {
    await open();
    expect(await page.getByText("needle in the answer").count()).toBe(0);
    await page.keyboard.press("Control+f");
    await page.keyboard.type("needle in the answer");

    await page.getByText("1 of 1").waitFor();
    const place = (): Promise<number> =>
      page.evaluate(() => {
        const highlight = CSS.highlights.get("vibedeck-find");
        const [range] = highlight === undefined ? [] : [...highlight];
        return range instanceof Range ? range.getBoundingClientRect().top : -1;
      });
    await stands(place, 800);
  });

  it("say calmly which backends do not run, and forget it once they do", async () => {
    const error = {
      code: "BACKEND_FAILED",
      message: "No module of that name.",
      hint: "Check [codex] module.",
    };
    server.backends.push({ id: "codex", title: "Codex", state: "failed", error });
    await open();
    await page.locator(".broken summary", { hasText: "Codex does not run" }).click();
    await page.getByText("No module of that name.").waitFor();
    await page.getByText("Check [codex] module.").waitFor();

    server.backends.length = 0;
    server.cut();

    await expect.poll(() => page.locator(".broken").count()).toBe(0);
  });

  it("say it also where there are no sessions", async () => {
    server.sessions.clear();
    server.backends.push({ id: "codex", title: "<b>Codex</b>", state: "failed" });
    await page.goto(server.url);

    await page.locator(".empty .broken", { hasText: "<b>Codex</b> does not run" }).waitFor();
  });

  it("give phones buttons from prompt to prompt that a thumb can hit", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open();
    const previous = page.locator(".prompt-steps").getByRole("button", { name: "Previous prompt" });
    const box = await previous.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(40);

    await previous.click();

    await expect.poll(() => top("m50")).toBeLessThan(400);
  });
});
