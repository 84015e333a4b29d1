import { existsSync } from "node:fs";
import { uiRoot } from "@vibedeck/ui";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { requireBuild, type ServerProcess } from "../support/server-process.ts";

const EXECUTABLE = process.env["VIBEDECK_CHROMIUM"] ?? "/usr/bin/chromium";
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why these tests cannot run here; `undefined` when they can. */
export const noBrowser: string | undefined = existsSync(EXECUTABLE)
  ? undefined
  : `no browser at ${EXECUTABLE} (set VIBEDECK_CHROMIUM)`;
if (noBrowser !== undefined) {
  if (process.env["VIBEDECK_REQUIRE_BROWSER"]) throw new Error(`Browser tests must run: ${noBrowser}.`);
  process.stderr.write(`Browser tests are skipped: ${noBrowser}.\n`);
}

/** What a page did that it should not do. */
export interface Watch {
  /** Errors on the console and uncaught ones. */
  readonly errors: string[];
  /** Addresses of other hosts that were asked for, successfully or not. */
  readonly foreign: string[];
  /** Texts of dialogs that opened. */
  readonly dialogs: string[];
}

/** A page that is watched. */
export interface Opened {
  readonly page: Page;
  readonly watch: Watch;
}

/** One browser for the tests of a file. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    requireBuild();
    if (!existsSync(`${uiRoot()}index.html`))
      throw new Error("The built page is missing: run `npm run build -w @vibedeck/ui` before these tests.");
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
  }, 60_000);
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error("the browser was not started");
    return browser;
  };
}

/**
 * Opens an empty page in a context of its own that ends with the test; every other host is out of reach.
 * @param reachable origins that may be asked too.
 */
export async function openPage(
  browser: Browser,
  server: Pick<ServerProcess, "port">,
  options: BrowserContextOptions = {},
  reachable: readonly string[] = [],
): Promise<Opened> {
  const origin = `http://127.0.0.1:${server.port}`;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    ...options,
    baseURL: origin,
  });
  onTestFinished(() => context.close());
  const watch: Watch = { errors: [], foreign: [], dialogs: [] };
  await context.route(
    (url) => url.origin !== origin && !reachable.includes(url.origin),
    (route) => {
      watch.foreign.push(route.request().url());
      return route.abort();
    },
  );
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  watchPage(page, watch);
  return { page, watch };
}

/** Notes what a page does that it should not do. */
export function watchPage(page: Page, watch: Watch): void {
  page.on("pageerror", (error) => watch.errors.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") watch.errors.push(message.text());
  });
  page.on("websocket", (socket) => watch.foreign.push(socket.url()));
  page.on("dialog", (dialog) => {
    watch.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
}
