import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { Home } from "../support/home.ts";
import { serve } from "../support/server-process.ts";
import { onlyKey } from "../support/sessions.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";
import { ClaudeSession, mark, talk } from "./claude-session.ts";
import { message, view } from "./reading.ts";

const ENTRIES = 50_000;
const LIMIT = 300e6;
const OPEN_MS = 5_000;
const MOST_MESSAGES = 2_000;

describe.skipIf(noBrowser !== undefined)(
  "a session of 50,000 entries in a browser",
  { timeout: 90_000 },
  () => {
    const browser = useBrowser();

    it("opens at its end, goes to its beginning and back, and stays small", async () => {
      const home = new Home();
      home.append(1, ...talk(new ClaudeSession(), 0, ENTRIES));
      const server = await serve(home);
      const key = await onlyKey(server);
      const { page, watch } = await openPage(browser(), server);

      const before = performance.now();
      await page.goto(`/s/${key}`);
      await message(page, mark(ENTRIES - 1)).waitFor();
      expect(performance.now() - before).toBeLessThan(OPEN_MS);

      await view(page).hover();
      for (let turn = 0; turn < 50; turn++) {
        await view(page).evaluate((element) => element.scrollBy({ top: -5_000 }));
        await painted(page);
      }
      expect(await messages(page)).toBeLessThan(MOST_MESSAGES);
      const reading = await memory(page);

      await view(page).focus();
      await page.keyboard.press("g");
      await message(page, mark(0)).waitFor();
      expect(await messages(page)).toBeLessThan(MOST_MESSAGES);
      await page.keyboard.press("G");
      await message(page, mark(ENTRIES - 1)).waitFor();
      const after = await memory(page);

      process.stdout.write(
        `50,000 entries: ${inMegabytes(reading)} while reading, ${inMegabytes(after)} after jumps\n`,
      );
      expect(reading.heap).toBeLessThan(LIMIT);
      expect(after.heap).toBeLessThan(LIMIT);
      expect(watch).toEqual({ errors: [], foreign: [], dialogs: [] });
    });
  },
);

const inMegabytes = ({ heap, own }: { readonly heap: number; readonly own: number }) =>
  `${Math.round(heap / 1e6)} MB of heap (${Math.round(own / 1e6)} MB of process)`;

const messages = (page: Page) => page.locator("vibedeck-transcript [data-id]").count();

const painted = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** Bytes of the page after a collection: its heap, and all memory of its process that is not of shared files. */
async function memory(page: Page): Promise<{ heap: number; own: number }> {
  const client = await page.context().newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  const system = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = (await system?.send("SystemInfo.getProcessInfo")) ?? { processInfo: [] };
  const own = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => anonymous(id));
  expect(own.length).toBeGreaterThan(0);
  return { heap: usedSize, own: Math.max(...own) };
}

function anonymous(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024;
}
