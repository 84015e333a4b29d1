import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { Home } from "../support/home.ts";
import { serve } from "../support/server-process.ts";
import { onlyKey } from "../support/sessions.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";
import { ClaudeSession, mark, talk } from "./claude-session.ts";
import { fromEnd, message, scrolled, shownMarks, view } from "./reading.ts";

const marks = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => mark(from + i));

describe.skipIf(noBrowser !== undefined)("following a session in a browser", { timeout: 60_000 }, () => {
  const browser = useBrowser();

  it("shows what is written at once and once, stays at the end, and never fights a reader", async () => {
    const home = new Home();
    const session = new ClaudeSession();
    home.append(1, ...talk(session, 0, 40));
    const server = await serve(home);
    const { page, watch } = await openPage(browser(), server);
    await page.goto(`/s/${await onlyKey(server)}`);
    await message(page, mark(39)).waitFor();

    for (let n = 40; n < 60; n++) {
      home.append(1, ...talk(session, n, n + 1));
      await pause(20);
    }
    await message(page, mark(59)).waitFor();
    await expect.poll(() => fromEnd(page)).toBeLessThan(4);
    expect(await shownMarks(page)).toEqual(marks(0, 60));

    await view(page).hover();
    await page.mouse.wheel(0, -1_200);
    await page.getByRole("button", { name: "To the end" }).waitFor();
    const before = await scrolled(page);
    home.append(1, ...talk(session, 61, 66));
    await page.getByRole("button", { name: "5 new" }).waitFor();
    expect(Math.abs((await scrolled(page)) - before)).toBeLessThan(2);

    await page.getByRole("button", { name: "5 new" }).click();
    await expect.poll(() => fromEnd(page)).toBeLessThan(4);
    expect(await shownMarks(page)).toEqual([...marks(0, 60), ...marks(61, 66)]);
    expect(watch).toEqual({ errors: [], foreign: [], dialogs: [] });
  });

  it("shows every line once after the server was killed three times while lines came", async () => {
    const home = new Home();
    const session = new ClaudeSession();
    home.append(1, ...talk(session, 0, 20));
    let server = await serve(home);
    const { port } = server;
    const { page, watch } = await openPage(browser(), server);
    await page.goto(`/s/${await onlyKey(server)}`);
    await message(page, mark(19)).waitFor();

    let next = 20;
    const writing = setInterval(() => {
      home.append(1, ...talk(session, next, next + 1));
      next++;
    }, 25);
    onTestFinished(() => clearInterval(writing));
    for (let round = 0; round < 3; round++) {
      const reached = mark(next + 10);
      await message(page, reached).waitFor({ state: "attached" });
      await server.kill("SIGKILL");
      const missed = next + 8;
      await expect.poll(() => next).toBeGreaterThan(missed);
      server = await serve(home, { port });
      await message(page, mark(missed)).waitFor({ state: "attached" });
    }
    clearInterval(writing);

    await expect.poll(() => shownMarks(page), { timeout: 20_000 }).toEqual(marks(0, next));
    expect(await page.getByText("Live", { exact: true }).count()).toBeGreaterThan(0);
    expect(watch.errors.filter((text) => !/ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(text))).toEqual([]);
  });
});
