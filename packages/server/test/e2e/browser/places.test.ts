import type { MessagePage } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { Home, lineOffsets } from "../support/home.ts";
import { type ServerProcess, serve } from "../support/server-process.ts";
import { allSessions, onlyKey, settled } from "../support/sessions.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";
import { ClaudeSession, mark, talk } from "./claude-session.ts";
import { message, row, topOf } from "./reading.ts";

describe.skipIf(noBrowser !== undefined)("places and marks in a browser", { timeout: 60_000 }, () => {
  const browser = useBrowser();

  it("lists the sessions of two projects with title, state and the cost of the API", async () => {
    const home = new Home();
    const now = Date.now();
    const idle = new ClaudeSession({ cwd: "/home/ada/deck" });
    home.append(1, ...talk(idle, 0, 8), idle.title("Paint the deck"));
    const working = new ClaudeSession({ cwd: "/home/ada/harbour", start: now - 3_000 });
    home.append(
      2,
      working.prompt("Moor the boat"),
      ...working.tool("Bash", { command: "ls" }, "a").slice(0, 1),
    );
    const server = await serve(home);
    await settled(server);
    const { page, watch } = await openPage(browser(), server);
    await page.goto("/");

    const sessions = await allSessions(server);
    expect(sessions.map(({ project }) => project.name).sort()).toEqual(["deck", "harbour"]);
    for (const { key, title, activity, cost, project } of sessions) {
      const shown = row(page, key);
      await shown.getByText(title, { exact: true }).waitFor();
      const text = await shown.textContent();
      expect(cost?.usd).toBeGreaterThan(0.01);
      expect(text).toContain(`$${cost?.usd.toFixed(2)}`);
      expect(text).toContain(project.name);
      const label = {
        working: "Working",
        idle: "Idle",
        waiting: "Waiting for you",
        error: "Error",
        unknown: "Unknown",
      };
      expect(await shown.getByRole("img").first().getAttribute("aria-label")).toContain(
        label[activity.state],
      );
    }
    expect(sessions.map(({ title }) => title).sort()).toEqual(["Moor the boat", "Paint the deck"]);
    expect(sessions.map(({ activity }) => activity.state).sort()).toEqual(["idle", "working"]);
    expect(watch).toEqual({ errors: [], foreign: [], dialogs: [] });
  });

  it("opens a message of a long session by its link, and goes back and forth", async () => {
    const home = new Home();
    const file = home.append(1, ...talk(new ClaudeSession(), 0, 2_000));
    home.append(2, ...talk(new ClaudeSession(), 5_000, 5_010));
    const { server, long, short } = await twoSessions(home);
    const { page } = await openPage(browser(), server);
    await page.goto(`/s/${long}?at=${await cursorOf(server, long, file, 1_000)}`);

    const inSight = () => expect.poll(() => topOf(page, mark(1_000))).toSatisfy(within(0, 600));
    await inSight();
    expect(await message(page, mark(1_999)).count()).toBe(0);

    await row(page, short).getByRole("link").first().click();
    await message(page, mark(5_009)).waitFor();
    await page.goBack();
    await inSight();
    await page.goForward();
    await message(page, mark(5_009)).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/s/${short}`);
  });

  it("opens the address that a message's own time links to", async () => {
    const home = new Home();
    const file = home.append(1, ...talk(new ClaudeSession(), 0, 2_000));
    const server = await serve(home);
    const key = await onlyKey(server);
    const { page } = await openPage(browser(), server);
    await page.goto(`/s/${key}?at=${await cursorOf(server, key, file, 1_000)}`);
    const address = await message(page, mark(1_000)).locator("a:has(time)").first().getAttribute("href");

    await page.goto("/");
    await page.goto(address ?? "");

    await expect.poll(() => topOf(page, mark(1_000))).toSatisfy(within(0, 600));
  });

  it("shows in one tab what was renamed in another, and keeps pins and archive over a reload", async () => {
    const home = new Home();
    home.append(1, ...talk(new ClaudeSession(), 0, 10));
    const server = await serve(home);
    const key = await onlyKey(server);
    const { page } = await openPage(browser(), server);
    const other = await page.context().newPage();
    await page.goto(`/s/${key}`);
    await other.goto("/");
    await message(page, mark(9)).waitFor();
    await row(other, key).waitFor();

    await page.getByRole("heading", { level: 1 }).getByRole("button").click();
    await page.getByRole("textbox", { name: "Title" }).fill("Another name");
    await page.keyboard.press("Enter");
    await row(other, key).getByText("Another name", { exact: true }).waitFor();

    const tools = page.getByRole("toolbar", { name: "Session" });
    await tools.getByRole("button", { name: "Pin", exact: true }).click();
    await tools.getByRole("button", { name: "Unpin" }).waitFor();
    await other.getByText("Pinned").first().waitFor();
    await tools.getByRole("button", { name: "Archive" }).click();
    await expect.poll(() => row(other, key).count()).toBe(0);
    await expect
      .poll(async () => (await allSessions(server)).length + (await archived(server, key)))
      .toBeGreaterThan(0);
    await page.reload();

    await tools.getByRole("button", { name: "Unpin" }).waitFor();
    await tools.getByRole("button", { name: "Bring back" }).waitFor();
    await page.getByRole("heading", { name: "Another name" }).waitFor();
  });

  it("says what to do in an empty home, and shows the first session by itself", async () => {
    const home = new Home();
    const server = await serve(home);
    const { page, watch } = await openPage(browser(), server);
    await page.goto("/");
    await page.getByText("No sessions yet").waitFor();
    await page.getByText("Start your coding agent").waitFor();

    home.append(1, ...talk(new ClaudeSession(), 0, 3));

    await page.getByRole("listitem").getByText(mark(0)).waitFor();
    expect(watch).toEqual({ errors: [], foreign: [], dialogs: [] });
  });
});

const within = (low: number, high: number) => (value: number) => value >= low && value <= high;

async function archived(server: ServerProcess, key: string): Promise<number> {
  const session = await server.get<{ archived?: boolean }>(`/api/sessions/${key}`);
  return session.archived ? 1 : 0;
}

async function twoSessions(home: Home) {
  const server = await serve(home);
  await settled(server);
  const sessions = await allSessions(server);
  const [long, short] = sessions.toSorted((a, b) => b.size - a.size).map(({ key }) => key);
  if (long === undefined || short === undefined) throw new Error("two sessions are not listed");
  return { server, long, short };
}

/** The cursor of a line, by its number. */
async function cursorOf(server: ServerProcess, key: string, file: string, line: number): Promise<string> {
  const { to } = await server.get<MessagePage>(`/api/sessions/${key}/messages?limit=1`);
  return `${to.slice(0, to.lastIndexOf("."))}.${lineOffsets(file)[line]}`;
}
