import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { uiRoot } from "../../src/index.ts";

const EXECUTABLE = process.env["VIBEDECK_CHROMIUM"] ?? "/usr/bin/chromium";
const MISSING = [
  existsSync(EXECUTABLE) ? undefined : `no browser at ${EXECUTABLE} (set VIBEDECK_CHROMIUM)`,
  existsSync(`${uiRoot()}index.html`) ? undefined : "the page is not built (npm run build -w @vibedeck/ui)",
].filter((reason) => reason !== undefined);

/** Why browser tests cannot run here; `undefined` when they can. Where they must run, their absence is a failure. */
export const noBrowser: string | undefined = MISSING.length === 0 ? undefined : MISSING.join("; ");
if (noBrowser !== undefined && process.env["VIBEDECK_REQUIRE_BROWSER"])
  throw new Error(`Browser tests must run: ${noBrowser}.`);

export function launch(): Promise<Browser> {
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--expose-gc",
  ];
  return chromium.launch({ executablePath: EXECUTABLE, args: [...args, "--enable-precise-memory-info"] });
}

/** One browser for the tests of a block, started before the first and closed after the last. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error("the browser was not started");
    return browser;
  };
}

/** A page that fails the test when it logs an error or tries to load something from elsewhere. */
export async function openPage(
  browser: Browser,
  options: { readonly width?: number; readonly height?: number; readonly allow?: RegExp } = {},
): Promise<{ page: Page; complaints: string[] }> {
  const { width = 1280, height = 800, allow } = options;
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !allow?.test(message.text()))
      complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!/^(?:http:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url()))
      complaints.push(`foreign request: ${request.url()}`);
  });
  return { page, complaints };
}
