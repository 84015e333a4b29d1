import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PAYLOADS } from "../message/payloads.ts";
import { poison } from "../message/poison.ts";
import { GALLERY } from "../message/samples.ts";
import { type Harness, hasBrowser, startHarness } from "./message-harness/start.ts";

describe.skipIf(!(await hasBrowser()))(
  "hostile text in a real browser under the policy of the server",
  () => {
    let harness: Harness;
    beforeAll(async () => {
      harness = await startHarness();
    }, 60_000);
    afterAll(() => harness?.close());

    it("has more than two hundred payloads", () => {
      expect(new Set(PAYLOADS).size).toBeGreaterThan(200);
    });

    it("stays text in every string of every block and tool, and asks nobody for anything (154, 155, 156, 158, 165)", async () => {
      const { page, foreign, problems, show } = await harness.open();
      await page.evaluate(() => {
        Reflect.set(window, "ran", 0);
        Reflect.set(window, "xss", () => Reflect.set(window, "ran", Reflect.get(window, "ran") + 1));
      });
      const found: string[] = [];
      let shownAsWritten = 0;

      for (const payload of PAYLOADS) {
        await show(poison(GALLERY, payload));
        const bad: readonly string[] = await page.evaluate(() => {
          const element = document.querySelector("message-harness");
          return element === null
            ? ["no harness"]
            : Reflect.apply(Reflect.get(element, "openAllAndInspect"), element, []);
        });
        shownAsWritten += await page.evaluate((text) => {
          const shown = document.querySelector("message-harness")?.shadowRoot?.textContent ?? "";
          return shown.includes(text) ? 1 : 0;
        }, payload);
        for (const each of bad) found.push(`${JSON.stringify(payload)}: ${each}`);
      }

      expect(found).toEqual([]);
      // The rest holds control characters, which terminal output drops and the page's own fields show differently.
      expect(shownAsWritten).toBeGreaterThan(PAYLOADS.length * 0.9);
      expect(await page.evaluate(() => Reflect.get(window, "ran"))).toBe(0);
      expect(foreign).toEqual([]);
      expect(problems).toEqual([]);
      expect(page.url()).toBe(`${harness.origin}/`);
      await page.context().close();
    }, 240_000);

    it("would notice markup that came through", async () => {
      const { page, show } = await harness.open();
      await show(GALLERY);

      const bad = await page.evaluate(() => {
        const element = document.querySelector("message-harness");
        const frame = document.createElement("iframe");
        frame.id = "clobbered";
        element?.shadowRoot?.querySelector(".prose")?.append(frame, document.createElement("img"));
        return element === null ? [] : Reflect.apply(Reflect.get(element, "openAllAndInspect"), element, []);
      });

      expect(bad).toEqual(["<iframe>", "<iframe id=clobbered>", "<img src=null>"]);
      await page.context().close();
    }, 30_000);

    it("does not let a transcript draw outside of its own box (151)", async () => {
      const { page, show } = await harness.open();

      await show(poison(GALLERY, "x".repeat(5000)));
      const outside = await page.evaluate(() => {
        const root = document.querySelector("message-harness")?.shadowRoot;
        const articles = [...(root?.querySelectorAll("article") ?? [])];
        return articles
          .filter(
            (article) =>
              !getComputedStyle(article).contain.includes("paint") &&
              getComputedStyle(article).contain !== "content",
          )
          .map((article) => getComputedStyle(article).contain);
      });

      expect(outside).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.context().close();
    }, 30_000);
  },
);
