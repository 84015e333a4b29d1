import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Message } from "@vibedeck/core";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";

const CHROMIUM = "/usr/bin/chromium";
const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** The policy that the server sends with the app, Trusted Types policies named. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
  "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types lit-html dompurify";

/** An image, whichever is asked for. */
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="300"><rect width="480" height="300" fill="#7a9cc6"/></svg>';

/** The harness page in a real browser, and everything it asked for. */
export interface Harness {
  readonly origin: string;
  readonly browser: Browser;
  /** Opens a fresh page; requests to other hosts than ours are recorded and refused. */
  open(options?: { width?: number; height?: number; dark?: boolean }): Promise<OpenPage>;
  close(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  readonly foreign: string[];
  readonly requested: string[];
  readonly problems: string[];
  /** Shows messages and waits until Markdown, diffs and the like have come. */
  show(messages: readonly Message[], toolsOpen?: boolean): Promise<void>;
}

/** Whether a browser is there; where one is required its absence is an error. */
export async function hasBrowser(): Promise<boolean> {
  const there = await access(CHROMIUM).then(
    () => true,
    () => false,
  );
  if (!there && process.env["VIBEDECK_REQUIRE_BROWSER"]) throw new Error(`There is no ${CHROMIUM}`);
  return there;
}

export async function startHarness(): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), "vibedeck-harness-"));
  await buildPage(folder);
  const server = createServer((request, response) => {
    const path = resolve(folder, `.${new URL(request.url ?? "/", "http://harness").pathname}`);
    const file = path === folder ? join(folder, "index.html") : path;
    if (path.startsWith(join(folder, "api"))) {
      response.writeHead(200, { ...headers(".svg"), "content-type": "image/svg+xml" }).end(PICTURE);
      return;
    }
    const inside = file.startsWith(folder + sep);
    void (inside ? readFile(file) : Promise.reject(new Error("outside"))).then(
      (content) => response.writeHead(200, headers(file)).end(content),
      () => response.writeHead(404, headers(".txt")).end(),
    );
  });
  const origin = await listen(server);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    origin,
    browser,
    open: (options = {}) => openPage(browser, origin, options),
    close: async () => {
      await browser.close();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function headers(file: string): Record<string, string> {
  return {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
}

async function buildPage(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: FOLDER,
    base: "./",
    logLevel: "error",
    resolve: { conditions: ["@vibedeck/source", "module", "browser", "production"] },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2023",
      assetsInlineLimit: 0,
      minify: false,
      reportCompressedSize: false,
      modulePreload: { polyfill: false },
    },
  });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function openPage(
  browser: Browser,
  origin: string,
  options: { width?: number; height?: number; dark?: boolean },
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark ? "dark" : "light",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  const page = await context.newPage();
  const opened: OpenPage = {
    page,
    foreign: [],
    requested: [],
    problems: [],
    show: (messages, toolsOpen = true) => show(page, messages, toolsOpen),
  };
  await context.route("**/*", (route) => {
    const url = route.request().url();
    opened.requested.push(url);
    if (url.startsWith(`${origin}/`) || url.startsWith("data:") || url.startsWith("blob:"))
      return route.continue();
    opened.foreign.push(url);
    return route.abort();
  });
  page.on("pageerror", (error) => opened.problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) opened.problems.push(message.text());
  });
  page.on("dialog", (dialog) => {
    opened.problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("page", () => opened.problems.push("a window was opened"));
  await page.goto(`${origin}/`);
  return opened;
}

async function show(page: Page, messages: readonly Message[], toolsOpen: boolean): Promise<void> {
  await page.evaluate(
    async ([json, open]) => {
      const harness = document.querySelector("message-harness");
      if (harness === null) throw new Error("There is no harness on the page");
      await Reflect.get(harness, "ready");
      Object.assign(harness, { messages: JSON.parse(json), toolsOpen: open });
      await Reflect.get(harness, "updateComplete");
    },
    [JSON.stringify(messages), toolsOpen] as const,
  );
  await page.waitForFunction(() => {
    const root = document.querySelector("message-harness")?.shadowRoot;
    return root !== null && root !== undefined && root.querySelector(".pending") === null;
  });
}
