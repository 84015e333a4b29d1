/** Takes the pictures of the README from the demo: `node scripts/screenshots.mjs`. Needs Chromium and the build. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { ROOT } from "./lib/packages.mjs";

const CHROMIUM = process.env.VIBEDECK_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];
const IMAGES = join(ROOT, "docs/images");
const TITLE = "Make the product page fit a phone";

const PICTURES = [
  { name: "demo-desktop", viewport: { width: 1360, height: 860 }, colorScheme: "light" },
  { name: "demo-dark", viewport: { width: 1360, height: 860 }, colorScheme: "dark" },
  {
    name: "demo-phone",
    viewport: { width: 390, height: 780 },
    colorScheme: "light",
    isMobile: true,
    hasTouch: true,
  },
];

mkdirSync(IMAGES, { recursive: true });
const server = spawn(
  process.execPath,
  [join(ROOT, "packages/server/bin/vibedeck.js"), "serve", "--demo", "--port", "0", "--no-open"],
  { stdio: ["ignore", "pipe", "inherit"] },
);
const exited = once(server, "exit");
const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
try {
  const url = await addressOf(server);
  for (const picture of PICTURES) await take(url, picture);
} finally {
  await browser.close();
  server.kill("SIGTERM");
  await exited;
}

async function take(url, { name, ...device }) {
  const page = await browser.newPage({ ...device, deviceScaleFactor: 2 });
  const { sessions } = await (await fetch(new URL("api/sessions", url))).json();
  const session = sessions.find(({ title }) => title === TITLE);
  await page.goto(new URL(`s/${session.key}`, url).href, { waitUntil: "load" });
  await page.getByText("Two things stick out").first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await page.close();
}

async function addressOf({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error("The server said no address.");
}
