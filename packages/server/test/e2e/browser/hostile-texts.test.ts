import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { Home, uuid } from "../support/home.ts";
import { serve } from "../support/server-process.ts";
import { allSessions, settled } from "../support/sessions.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";
import { ClaudeSession, mark } from "./claude-session.ts";
import { PAYLOADS } from "./payloads.ts";
import { message, row } from "./reading.ts";

describe.skipIf(noBrowser !== undefined)("hostile texts in the served page", { timeout: 90_000 }, () => {
  const browser = useBrowser();

  it("stay text in every field of a transcript, and ask nobody for anything (154, 155, 156, 158, 164, 165)", async () => {
    expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(60);
    const home = new Home();
    for (const [index, payload] of PAYLOADS.entries()) home.append(index, ...poisoned(payload, index));
    home.append(PAYLOADS.length, ...PAYLOADS.flatMap((payload, index) => poisoned(payload, index)));
    const server = await serve(home);
    await settled(server);
    const sessions = await allSessions(server);
    expect(sessions).toHaveLength(PAYLOADS.length + 1);
    const { page, watch } = await openPage(browser(), server);

    const answer = await page.goto("/");
    const policy = (await answer?.headerValue("content-security-policy")) ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    await row(page, sessions[0]?.key ?? "").waitFor();
    expect(await strangers(page)).toEqual([]);

    let written = 0;
    for (const { id, key } of sessions) {
      const last = Number(id.slice(-12)) === PAYLOADS.length ? PAYLOADS.length - 1 : Number(id.slice(-12));
      if (Number(id.slice(-12)) % 8 !== 0 && Number(id.slice(-12)) !== PAYLOADS.length) continue;
      await page.goto(`/s/${key}`);
      await message(page, mark(last)).first().waitFor();
      await page.getByRole("button", { name: "Open or fold all tools" }).click();
      await openEverything(page);
      if ((await page.getByRole("region", { name: "Details of the session" }).count()) === 0)
        await page.getByRole("toolbar", { name: "Session" }).getByRole("button", { name: "Details" }).click();
      await page.getByRole("region", { name: "Details of the session" }).waitFor();
      expect(await strangers(page)).toEqual([]);
      const text = await page
        .locator("vibedeck-transcript")
        .evaluate((it) => it.shadowRoot?.textContent ?? "");
      if (text.includes(PAYLOADS[last] ?? " missing ")) written++;
    }
    // They were all put on the page, as they were written, but for those that hold control characters.
    expect(written).toBeGreaterThan(7);

    expect(await page.evaluate(() => Reflect.get(window, "__ran"))).toBeUndefined();
    expect(watch).toEqual({ errors: [], foreign: [], dialogs: [] });
  });

  it("would be noticed if one came through", async () => {
    const server = await serve(new Home());
    const { page, watch } = await openPage(browser(), server, { bypassCSP: true });
    await page.goto("/");

    await page.evaluate(() => {
      const image = document.createElement("img");
      image.setAttribute("onerror", "window.__ran=1; alert(1)");
      image.src = "https://evil.example/x.png";
      document.body.append(image);
    });

    await expect.poll(() => watch.dialogs).toEqual(["1"]);
    expect(watch.foreign).toEqual(["https://evil.example/x.png"]);
    expect(await page.evaluate(() => Reflect.get(window, "__ran"))).toBe(1);
    expect(await strangers(page)).not.toEqual([]);
  });
});

/** A session that says one text everywhere. */
function poisoned(text: string, index: number): string[] {
  const session = new ClaudeSession({
    sessionId: uuid(index),
    cwd: `/home/${text}`,
    branch: text,
    model: text,
  });
  const todos = [{ content: text, status: text, activeForm: text }];
  const questions = [
    { question: text, header: text, multiSelect: false, options: [{ label: text, description: text }] },
  ];
  const inputs: readonly (readonly [string, object])[] = [
    [text, { [text]: text, nested: { [text]: [text] } }],
    ["Bash", { command: text, description: text }],
    ["Read", { file_path: text }],
    ["Write", { file_path: text, content: text }],
    ["Edit", { file_path: text, old_string: text, new_string: `${text} ${text}` }],
    ["Glob", { pattern: text, path: text }],
    ["Grep", { pattern: text, path: text, glob: text }],
    ["WebFetch", { url: text, prompt: text }],
    ["WebSearch", { query: text }],
    ["Task", { description: text, prompt: text, subagent_type: text }],
    ["TodoWrite", { todos }],
    ["AskUserQuestion", { questions }],
    ["ExitPlanMode", { plan: text }],
    ["Skill", { skill: text }],
    [`mcp__${text}__${text}`, { [text]: text }],
  ];
  return [
    session.prompt(text),
    session.title(text),
    session.thinking(text),
    session.reply(text),
    ...inputs.flatMap(([name, input]) => session.tool(name, input, text)),
    ...session.toolWithId(`${text}${index}`, "Bash", { command: text }, text, true),
    session.reply(`${text}\n\n${mark(index)}`),
  ];
}

/** Opens what is folded, so that what is only made when it is opened is made. */
function openEverything(page: Page): Promise<void> {
  return page.locator("vibedeck-transcript details").evaluateAll((all) => {
    for (const details of all) details.setAttribute("open", "");
  });
}

/** Elements and attributes that only a text taken for markup can have made, anywhere in the page. */
function strangers(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const look = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot !== null) look(element.shadowRoot);
        const { localName } = element;
        const own = root === document && document.head.contains(element);
        const bad = /^(script|iframe|object|embed|base|meta|link|img|image|video|audio|marquee|form|math)$/;
        if (!own && localName !== "script" && bad.test(localName)) found.push(localName);
        if (localName === "script" && !(element.getAttribute("src") ?? "").includes("assets/"))
          found.push(localName);
        for (const { name, value } of element.attributes) {
          if (/^on|^srcdoc$/i.test(name)) found.push(`${localName} ${name}`);
          if (/^(href|src|action|xlink:href)$/.test(name) && /^\s*(javascript|data|vbscript):/i.test(value))
            if (root !== document) found.push(`${localName} ${name}=${value}`);
        }
      }
    };
    look(document);
    return found;
  });
}
