import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IDLE, send } from "../fake-drive.ts";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { brokenRules } from "./axe.ts";
import { noBrowser, useBrowser } from "./chromium.ts";

describe.skipIf(noBrowser !== undefined)("accessibility of driving", { timeout: 60_000 }, () => {
  const browser = useBrowser();
  const server = new FakeServer();

  beforeAll(async () => {
    const facts = {
      ...session("x").facts,
      context: { tokens: 90, window: 100 },
      projectPath: "/home/ada/deck",
    };
    server.sessions.set("a", session("a", { facts }));
    server.transcripts.set("a", [entry(0), entry(1)]);
    server.backends.push({ id: "other", title: "Other", state: "ready", capabilities: { run: true } });
    server.drive.folders.set("/home/ada", [{ name: "other", directory: true }]);
    await server.start();
  }, 60_000);

  afterAll(() => server.stop());

  /** What is wrong with the composer in its states. */
  async function composing(page: Page): Promise<readonly string[]> {
    const found: string[] = [];
    const box = page.getByRole("textbox", { name: "Message" });
    await page.goto(`${server.url}s/a`);
    await box.waitFor();
    found.push(...(await brokenRules(page, "idle")));
    await box.focus();
    await page.keyboard.type("/re");
    await page.getByRole("option").first().waitFor();
    found.push(...(await brokenRules(page, "completion")));
    await page.keyboard.press("Escape");
    await page.locator("vibedeck-message-box input[type=file]").setInputFiles([
      { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") },
      { name: "b.bin", mimeType: "", buffer: Buffer.from([0]) },
    ]);
    await page.getByRole("button", { name: "Remove a.txt" }).waitFor();
    const failure = { kind: "api", text: "Broken", hint: "Wait", stderr: "x", resetsAt: Date.now() } as const;
    const sends = [send("q"), send("h", { state: "held" }), send("f", { state: "failed", failure })];
    server.drive.set("a", {
      state: "running",
      since: Date.now(),
      sends,
      other: { name: "a terminal", state: "busy" },
    });
    await page.getByRole("list", { name: "Messages that wait" }).waitFor();
    found.push(...(await brokenRules(page, "running")));
    await page.getByRole("button", { name: /^Edit/ }).first().click();
    await page.getByRole("combobox", { name: /^Model/ }).click();
    await page.getByRole("option").first().waitFor();
    found.push(...(await brokenRules(page, "picker")));
    await page.keyboard.press("Escape");
    server.drive.instead = () => ({
      status: 409,
      body: { error: { code: "RUNS_ELSEWHERE", message: "No." } },
    });
    await page.getByRole("button", { name: "Queue", exact: true }).last().click();
    await page.getByRole("button", { name: "Send anyway" }).waitFor();
    server.drive.instead = undefined;
    found.push(...(await brokenRules(page, "refused")));
    server.drive.states.set("a", IDLE);
    return found;
  }

  async function beginning(page: Page): Promise<readonly string[]> {
    await page.goto(`${server.url}new?from=a`);
    await page.getByRole("textbox", { name: "First message" }).waitFor();
    const found = [...(await brokenRules(page, "new"))];
    await page.getByRole("combobox", { name: "Folder" }).fill("/home/ada/o");
    await page.getByRole("option").first().waitFor();
    return [...found, ...(await brokenRules(page, "folders"))];
  }

  it.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 390],
    ["dark", 390],
  ] as const)("has nothing against WCAG 2.2 AA, %s at %i pixels", async (scheme, width) => {
    const context = await browser().newContext({
      viewport: { width, height: 844 },
      colorScheme: scheme,
      hasTouch: width < 500,
      isMobile: width < 500,
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    expect(await composing(page)).toEqual([]);
    expect(await beginning(page)).toEqual([]);
    await context.close();
  });
});
