import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { launch, noBrowser, openPage } from "./chromium.ts";

const ENTRIES = 50_000;
const LIMIT_MB = 300;

describe.skipIf(noBrowser !== undefined)("a session of 50,000 entries", { timeout: 180_000 }, () => {
  let browser: Browser;
  let page: Page;
  const server = new FakeServer();

  beforeAll(async () => {
    server.sessions.set("long", session("long"));
    server.transcripts.set(
      "long",
      Array.from({ length: ENTRIES }, (_, i) => entry(i)),
    );
    await server.start();
    browser = await launch();
    ({ page } = await openPage(browser));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server.stop();
  });

  const inDom = () => page.locator("[data-id]").count();
  const firstId = async () =>
    Number((await page.locator("[data-id]").first().getAttribute("data-id"))?.slice(1));

  /** Heap of the page in MB after a collection. */
  async function heap(): Promise<number> {
    const client = await page.context().newCDPSession(page);
    await client.send("HeapProfiler.collectGarbage");
    const { usedSize } = await client.send("Runtime.getHeapUsage");
    return usedSize / 1e6;
  }

  it("opens at its end, scrolls far, stays bounded in the DOM and in memory", async () => {
    await page.goto(`${server.url}s/long`);
    await page.locator(`[data-id="m${ENTRIES - 1}"]`).waitFor();
    await page.locator(".view.scroll").hover();

    for (let turn = 0; turn < 400 && (await firstId()) > ENTRIES - 9000; turn += 1) {
      await page.locator(".view.scroll").evaluate((view) => view.scrollBy({ top: -4000 }));
      await page.waitForFunction(
        () =>
          new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))),
      );
    }

    expect(await firstId()).toBeLessThanOrEqual(ENTRIES - 9000);
    expect(await inDom()).toBeLessThanOrEqual(1700);
    expect(await page.locator("div[data-chunk]").count()).toBeGreaterThan(10);
    expect(await heap()).toBeLessThan(LIMIT_MB);
  });

  it("jumps to the first message and back to the last", async () => {
    await page.keyboard.press("g");
    await page.locator('[data-id="m0"]').waitFor();
    expect(await inDom()).toBeLessThanOrEqual(1700);

    await page.keyboard.press("G");
    await page.locator(`[data-id="m${ENTRIES - 1}"]`).waitFor();
    expect(await heap()).toBeLessThan(LIMIT_MB);
  });
});
