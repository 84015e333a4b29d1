import type { Approval, DriveState, Message } from "@vibedeck/core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inPlainSight } from "../../src/approvals/plain-sight.ts";
import { approval, editRequest, planRequest, questionRequest } from "../approvals-fixture.ts";
import { send } from "../fake-drive.ts";
import { FakeServer } from "../fake-server.ts";
import { entry, session } from "../fixture.ts";
import { PAYLOADS } from "../message/payloads.ts";
import { poison } from "../message/poison.ts";
import { launch, noBrowser, openPage } from "./chromium.ts";

const REQUESTS: readonly Approval[] = [
  approval("shell"),
  editRequest("edit"),
  approval("mcp", {
    tool: "mcp__x__y",
    view: { kind: "mcp", server: "x", tool: "y", fields: [{ name: "n", value: "v" }] },
  }),
  approval("generic", { view: { kind: "generic", summary: "s", fields: [{ name: "n", value: "v" }] } }),
  approval("fetch", { view: { kind: "fetch", url: "https://example.org/", prompt: "p" } }),
  approval("write", { view: { kind: "write", path: "/x/y.ts", text: "const a = 1;" } }),
  approval("agent", { view: { kind: "agent", description: "d", prompt: "p", agentType: "t" } }),
  questionRequest("question"),
  planRequest("plan"),
  approval("settled", { state: "denied", answer: "why" }),
];

/** The same state with every string in it that a stranger can write replaced. */
function hostile(payload: string): DriveState {
  const approvals = REQUESTS.map((request) => {
    const [changed] = poison([request as unknown as Message], payload) as unknown as readonly Approval[];
    const { id, session: key, state, kind } = request;
    return { ...request, ...changed, id: `${id} ${payload}`, session: key, state, kind };
  });
  const failed = send("f", {
    text: payload,
    state: "failed",
    failure: { kind: "other", text: payload, hint: payload, stderr: payload },
  });
  const running = send("r", {
    text: payload,
    state: "running",
    at: Date.now(),
    attachments: [{ type: "text", name: payload, bytes: 1 }],
  });
  return { state: "running", phase: payload, model: payload, sends: [failed, running], approvals };
}

describe.skipIf(noBrowser !== undefined)("hostile requests", { timeout: 240_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const server = new FakeServer();

  beforeAll(async () => {
    server.sessions.set("a", session("a"));
    server.transcripts.set("a", [entry(0), entry(1)]);
    server.drive.set("a", { state: "running", approvals: REQUESTS });
    await server.start();
    browser = await launch();
    ({ page, complaints } = await openPage(browser));
    await page.goto(`${server.url}s/a`);
    await page.locator("vibedeck-approval section").nth(8).waitFor();
    await page.evaluate(() => {
      Reflect.set(window, "ran", 0);
      Reflect.set(window, "xss", () => Reflect.set(window, "ran", Reflect.get(window, "ran") + 1));
    });
  }, 60_000);

  afterAll(async () => {
    await page?.context().close();
    await browser?.close();
    await server.stop();
  });

  /** Shows a state and what is being written, opens whatever is folded, and tells what is there that must not be. */
  function show(
    drive: DriveState,
    partial: string,
  ): Promise<{ readonly bad: string[]; readonly text: string }> {
    return page.evaluate(inspect, JSON.stringify({ drive, partial }));
  }

  it("stay text in every string of requests, questions, plans, suggestions, reasons and what is being written", async () => {
    const found: string[] = [];
    let asWritten = 0;

    for (const payload of PAYLOADS) {
      const { bad, text } = await show(hostile(payload), payload);
      for (const each of bad) found.push(`${JSON.stringify(payload)}: ${each}`);
      if (text.includes(inPlainSight(payload))) asWritten += 1;
    }

    expect(found).toEqual([]);
    expect(asWritten).toBeGreaterThan(PAYLOADS.length * 0.95);
    expect(await page.evaluate(() => Reflect.get(window, "ran"))).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("would be noticed", async () => {
    const { bad } = await page.evaluate(
      inspect,
      JSON.stringify({ drive: hostile("x"), partial: "x", plant: true }),
    );

    expect(bad).toContain("<iframe>");
  });

  it("do not draw outside of their card, nor widen the page", async () => {
    await show(hostile("x".repeat(5000)), "y".repeat(5000));
    await page.setViewportSize({ width: 390, height: 844 });

    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

    expect(wide).toBe(false);
  });
});

/** Runs in the page; takes `{ drive, partial, plant? }` as JSON. */
async function inspect(json: string): Promise<{ bad: string[]; text: string }> {
  const {
    drive,
    partial,
    plant = false,
  }: { drive: object; partial: string; plant?: boolean } = JSON.parse(json);
  const known = new Set(
    (
      "article header div span p a b button details summary ul ol li dl dt dd pre code table thead tbody tr th td blockquote " +
      "br hr h2 h3 h4 h5 h6 em strong s small del ins mark svg path rect circle g fieldset legend label input textarea form " +
      "section kbd slot bdi vibedeck-approval vibedeck-tool-request vibedeck-question-request vibedeck-plan-request"
    ).split(" "),
  );
  const attribute =
    /^(?:class|title|href|target|rel|dir|tabindex|type|role|open|start|id|for|name|rows|maxlength|placeholder|spellcheck|autocapitalize|autocomplete|busy|served|disabled|style|viewBox|d|x|y|r|rx|cx|cy|width|height|fill|stroke|stroke-width|stroke-linecap|stroke-linejoin|aria-(?:label|labelledby|describedby|hidden|busy|invalid)|data-(?:role|kind|state|level|language|n|said|icon|form|index|opens))$/;
  const transcript = document.querySelector("vibedeck-app")?.shadowRoot?.querySelector("vibedeck-transcript");
  const root = transcript?.shadowRoot;
  if (!transcript || !root) return { bad: ["no transcript"], text: "" };
  const blocks = [
    { type: "thinking", text: partial },
    { type: "tool_use", toolId: partial, name: partial, input: partial },
    { type: "text", text: partial, format: "markdown" },
  ];
  const shown = [{ id: partial, role: "assistant", blocks }];
  Object.assign(transcript, { drive, feed: { writing: () => ({ shown: () => shown }) } });
  const settle = (): Promise<void> => new Promise((done) => setTimeout(done));
  for (let turn = 0; turn < 4; turn += 1) await settle();
  const roots: (Element | ShadowRoot)[] = [];
  const walk = (node: Element | ShadowRoot): void => {
    roots.push(node);
    for (const element of node.querySelectorAll("*")) if (element.shadowRoot) walk(element.shadowRoot);
  };
  const start = (): void => {
    roots.length = 0;
    for (const host of root.querySelectorAll("vibedeck-tail, vibedeck-request-bar"))
      if (host.shadowRoot) walk(host.shadowRoot);
    for (const card of root.querySelectorAll("vibedeck-approval")) if (card.shadowRoot) walk(card.shadowRoot);
  };
  start();
  const forms = roots.flatMap((each) => [...each.querySelectorAll("vibedeck-tool-request")]);
  for (const [at, form] of forms.entries()) Object.assign(form, { panel: at % 2 === 0 ? "always" : "edit" });
  for (const each of roots) for (const details of each.querySelectorAll("details")) details.open = true;
  for (let turn = 0; turn < 3; turn += 1) await settle();
  start();
  if (plant) roots.at(-1)?.append(document.createElement("iframe"));
  const bad: string[] = [];
  for (const each of roots) {
    for (const element of each.querySelectorAll("*")) {
      if (!known.has(element.localName)) bad.push(`<${element.localName}>`);
      for (const name of element.getAttributeNames())
        if (!attribute.test(name) && !(name.startsWith("aria-") && element.localName === "span"))
          bad.push(`<${element.localName} ${name}>`);
      if (element.localName === "a") {
        const href = element.getAttribute("href");
        if (href !== null && !/^(?:https?:\/\/|mailto:)/.test(href)) bad.push(`<a href=${href}>`);
        if (href !== null && !/noopener.*nofollow/.test(element.getAttribute("rel") ?? ""))
          bad.push(`<a rel> ${href}`);
      }
    }
  }
  return { bad: [...new Set(bad)], text: roots.map((each) => each.textContent).join("\n") };
}
