import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

const FOLDER = process.env["VIBEDECK_UI_PICTURES"];

/** Keeps what a page looks like on a desk and on a phone, where `VIBEDECK_UI_PICTURES` names a folder. */
export async function pictures(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  const before = page.viewportSize();
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(FOLDER, `${name}-${width}.png`) });
  }
  if (before !== null) await page.setViewportSize(before);
}
