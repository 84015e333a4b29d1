import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { brokenRules } from "./axe.ts";
import { noBrowser, useBrowser } from "./chromium.ts";

describe.skipIf(noBrowser !== undefined)("accessibility", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  const server = new FakeServer();

  beforeAll(async () => {
    const states = ["working", "waiting", "error", "idle"] as const;
    for (const [index, state] of states.entries()) {
      const activity = { state, reason: "a reason" };
      const facts = {
        ...session("x").facts,
        branch: "main",
        model: "claude-opus-4-5",
        context: { tokens: 90, window: 100 },
      };
      server.sessions.set(
        state,
        session(state, { activity, facts, agents: index, sortAt: Date.now() - index * 1e7 }),
      );
    }
    server.transcripts.set(
      "working",
      Array.from({ length: 30 }, (_, i) => entry(i)),
    );
    await server.start();
  }, 60_000);

  afterAll(() => server.stop());

  /** The rules broken at each of the page's main views, by a real engine. */
  async function broken(colorScheme: "light" | "dark", width: number): Promise<readonly string[]> {
    const context = await browser().newContext({
      viewport: { width, height: 844 },
      colorScheme,
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.locator('.row.session[data-key="working"]').waitFor();
    const list = await brokenRules(page, "list");
    await page.goto(`${server.url}s/working`);
    await page.locator('[data-id="m29"]').waitFor();
    const reading = await brokenRules(page, "session");
    await page.keyboard.press("d");
    await page.getByRole("region", { name: "Details of the session" }).waitFor();
    const details = await brokenRules(page, "details");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    const keys = await brokenRules(page, "keys");
    await context.close();
    return [...list, ...reading, ...details, ...keys];
  }

  it.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 390],
    ["dark", 390],
  ] as const)("has nothing against WCAG 2.2 AA, %s at %i pixels", async (scheme, width) => {
    expect(await broken(scheme, width)).toEqual([]);
  });
});
