import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { BIN } from "../support/server-process.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";

describe.skipIf(noBrowser !== undefined)("the demo in a browser", { timeout: 60_000 }, () => {
  const browser = useBrowser();

  it.each([
    [1440, 900],
    [390, 844],
  ])("moves by itself and complains about nothing, %i by %i", async (width, height) => {
    const server = await serveDemo();
    const { page, watch } = await openPage(browser(), server, { viewport: { width, height } });
    await page.goto("/");
    const working = page.locator("[role=listitem][data-key]", {
      has: page.getByRole("img", { name: /^Working/ }),
    });
    await working.first().waitFor();

    const list = await words(page, "vibedeck-session-list");
    await expect.poll(() => words(page, "vibedeck-session-list"), { timeout: 30_000 }).not.toBe(list);

    await working.first().getByRole("link").first().click();
    await page.locator("vibedeck-transcript [data-id]:visible").first().waitFor();
    const transcript = await words(page, "vibedeck-transcript");
    await expect.poll(() => words(page, "vibedeck-transcript"), { timeout: 30_000 }).not.toBe(transcript);

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(watch).toEqual({ errors: [], foreign: [], dialogs: [] });
  });
});

/** The text of an element without times, which pass by themselves. */
function words(page: Page, selector: string): Promise<string> {
  return page.locator(selector).evaluate((element) => {
    const copy = document.createElement("div");
    for (const child of element.shadowRoot?.children ?? []) copy.append(child.cloneNode(true));
    for (const time of copy.querySelectorAll("time, style")) time.remove();
    return copy.textContent ?? "";
  });
}

async function serveDemo(): Promise<{ readonly port: number }> {
  const base = mkdtempSync(join(tmpdir(), "vibedeck-e2e-"));
  const child = spawn(process.execPath, [BIN, "serve", "--demo", "--port", "0", "--no-open"], {
    cwd: base,
    stdio: ["ignore", "pipe", "ignore"],
    env: { PATH: process.env["PATH"], HOME: base, TMPDIR: base },
  });
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await gone;
    rmSync(base, { recursive: true, force: true, maxRetries: 3 });
  });
  return await new Promise((resolve, reject) => {
    let out = "";
    child.stdout.on("data", (text: Buffer) => {
      out += String(text);
      const port = /at http:\/\/127\.0\.0\.1:(\d+)\//.exec(out)?.[1];
      if (port !== undefined) resolve({ port: Number(port) });
    });
    child.once("exit", () => reject(new Error(`the demo ended: ${out}`)));
  });
}
