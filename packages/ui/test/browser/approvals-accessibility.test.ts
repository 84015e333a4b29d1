import type { Approval } from "@vibedeck/core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approval, callMessage, editRequest, planRequest, questionRequest } from "../approvals-fixture.ts";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { brokenRules } from "./axe.ts";
import { noBrowser, useBrowser } from "./chromium.ts";

describe.skipIf(noBrowser !== undefined)("accessibility of requests", { timeout: 90_000 }, () => {
  const browser = useBrowser();
  const server = new FakeServer();

  beforeAll(async () => {
    server.sessions.set("a", session("a", { drive: { state: "running", queued: 1, needs: 1 } }));
    server.sessions.set(
      "b",
      session("b", { drive: { state: "none", queued: 0, needs: 0, failed: "A reason" } }),
    );
    await server.start();
  }, 60_000);

  afterAll(() => server.stop());

  /** The rules broken by each kind of card and each of its ways to answer. */
  async function broken(colorScheme: "light" | "dark", width: number): Promise<readonly string[]> {
    const context = await browser().newContext({
      viewport: { width, height: 844 },
      colorScheme,
      bypassCSP: true,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const found: string[] = [];
    const check = async (view: string): Promise<void> => {
      found.push(...(await brokenRules(page, view)));
    };
    const show = async (request: Approval): Promise<void> => {
      server.transcripts.set("a", [entry(0), entry(1), callMessage(2, request)]);
      server.drive.set("a", {
        state: "running",
        since: Date.now(),
        approvals: [request],
        background: 1,
        usd: 0.1,
      });
      await page.goto(`${server.url}s/a`);
      await page.locator("vibedeck-approval").waitFor();
      await page.waitForFunction(() => customElements.get("vibedeck-approval") !== undefined);
    };
    await show(approval("tool"));
    await check("tool");
    for (const name of ["Always allow …", "Edit …", "Deny, with a reason …"]) {
      await page.getByRole("button", { name }).click();
      await check(name);
      await page.keyboard.press("Escape");
    }
    await page.getByText("Exactly what the tool gets").click();
    await check("input");
    await show(editRequest("edit"));
    await page.locator(".diff").waitFor();
    await check("edit");
    await show(questionRequest("question"));
    await page.getByText("PostgreSQL").click();
    await check("questions");
    await show(planRequest("plan"));
    await page.getByRole("heading", { name: "Keep drafts over reloads" }).waitFor();
    await check("plan");
    await show(approval("denied", { state: "denied", answer: "use pnpm" }));
    await check("settled");
    await writing(page);
    await check("writing");
    await context.close();
    return found;
  }

  async function writing(page: Page): Promise<void> {
    const partial = (index: number, kind: "text" | "thinking" | "tool", text: string): void =>
      server.tellFollowers("a", {
        type: "partial",
        key: "a",
        messageId: "w",
        index,
        kind,
        tool: "Bash",
        at: 0,
        text,
      });
    partial(0, "thinking", "I think.");
    partial(1, "text", "I write **this**.\n\n```sh\nls\n```\n\nAnd this");
    partial(2, "tool", '{"command":"ls');
    await page.locator("vibedeck-tail .tool").waitFor();
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
