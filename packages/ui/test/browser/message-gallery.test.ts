import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GALLERY } from "../message/samples.ts";
import { type Harness, hasBrowser, startHarness } from "./message-harness/start.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const SLICE = 1250;
/** Where to put pictures of the gallery for people to look at; without it none are made. */
const PICTURES = process.env["VIBEDECK_PICTURES"];

describe.skipIf(!(await hasBrowser()))("a gallery of every kind of block and tool", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  }, 60_000);
  afterAll(() => harness?.close());

  it.each([false, true])(
    "is accessible with everything open, dark %s",
    async (dark) => {
      const { page, show } = await harness.open({ dark });
      await show(GALLERY);
      await page.evaluate(() => {
        const element = document.querySelector("message-harness");
        return element && Reflect.apply(Reflect.get(element, "openAllAndInspect"), element, []);
      });

      expect(await seriousFindings(page)).toEqual([]);
      await page.context().close();
    },
    60_000,
  );

  it.each(SIZES.flatMap((size) => [false, true].map((dark) => ({ ...size, dark }))))(
    "fits a window of $width pixels, dark $dark",
    async ({ width, height, dark }) => {
      const { page, foreign, problems, show } = await harness.open({ width, height, dark });

      await show(GALLERY);

      expect(problems).toEqual([]);
      expect(foreign).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      if (PICTURES !== undefined) await takePictures(page, `${width}-${dark ? "dark" : "light"}`, PICTURES);
      await page.context().close();
    },
    30_000,
  );
});

interface Finding {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds serious or worse. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const findings: readonly Finding[] = await page.evaluate(async () => {
    const axe = Reflect.get(window, "axe");
    return (await axe.run(document, { resultTypes: ["violations"] })).violations;
  });
  return findings
    .filter((finding) => finding.impact === "serious" || finding.impact === "critical")
    .flatMap((finding) =>
      finding.nodes.map((node) => `${finding.id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
    );
}

/** In slices, because a picture of a whole transcript is too tall to look at. */
async function takePictures(page: Page, name: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [width, height] = await page.evaluate(
    () => [innerWidth, document.documentElement.scrollHeight] as const,
  );
  for (let y = 0; y < height; y += 600) {
    // Code gets its colours when it comes near the window.
    await page.evaluate((top) => scrollTo(0, top), y);
    await page.waitForTimeout(250);
  }
  await page.evaluate(() => scrollTo(0, 0));
  const margin = Math.max(0, (width - 1100) / 2);
  for (let y = 0, part = 1; y < height; y += SLICE, part += 1) {
    const clip = { x: margin, y, width: width - 2 * margin, height: Math.min(SLICE, height - y) };
    await page.screenshot({ path: join(folder, `${name}-${part}.png`), fullPage: true, clip });
  }
}
