import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GALLERY } from "../message/samples.ts";
import { type Harness, hasBrowser, startHarness } from "./message-harness/start.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
/** Where to put pictures of the gallery for people to look at; without it none are made. */
const PICTURES = process.env["VIBEDECK_PICTURES"];

describe.skipIf(!(await hasBrowser()))("a gallery of every kind of block and tool", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  }, 60_000);
  afterAll(() => harness?.close());

  it.each(SIZES.flatMap((size) => [false, true].map((dark) => ({ ...size, dark }))))(
    "fits a window of $width pixels, dark $dark",
    async ({ width, height, dark }) => {
      const { page, foreign, problems, show } = await harness.open({ width, height, dark });

      await show(GALLERY);
      await page.waitForTimeout(PICTURES === undefined ? 0 : 1500);

      expect(problems).toEqual([]);
      expect(foreign).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      if (PICTURES !== undefined) {
        await mkdir(PICTURES, { recursive: true });
        await page.screenshot({
          path: join(PICTURES, `gallery-${width}-${dark ? "dark" : "light"}.png`),
          fullPage: true,
        });
      }
      await page.context().close();
    },
    30_000,
  );
});
