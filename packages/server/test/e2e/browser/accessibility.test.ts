import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { Home } from "../support/home.ts";
import { serve } from "../support/server-process.ts";
import { allSessions, settled } from "../support/sessions.ts";
import { noBrowser, openPage, useBrowser } from "./chromium.ts";
import { ClaudeSession, mark, talk } from "./claude-session.ts";
import { message, row } from "./reading.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.skipIf(noBrowser !== undefined)("accessibility of the served page", { timeout: 60_000 }, () => {
  const browser = useBrowser();

  it.each(["light", "dark"] as const)(
    "has nothing serious in list, transcript and details, %s",
    async (scheme) => {
      const home = new Home();
      home.append(1, ...everything());
      const server = await serve(home);
      await settled(server);
      const [session] = await allSessions(server);
      const key = session?.key ?? "";
      const { page } = await openPage(browser(), server, { colorScheme: scheme, bypassCSP: true });
      await page.goto("/");
      await row(page, key).waitFor();
      const list = await serious(page);
      await page.goto(`/s/${key}`);
      await message(page, mark(9)).waitFor();
      await page.getByRole("button", { name: "Open or fold all tools" }).click();
      const transcript = await serious(page);
      await page.getByRole("toolbar", { name: "Session" }).getByRole("button", { name: "Details" }).click();
      await page.getByRole("region", { name: "Details of the session" }).waitFor();

      expect({ list, transcript, details: await serious(page) }).toEqual({
        list: [],
        transcript: [],
        details: [],
      });
    },
  );
});

async function serious(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results: AxeResults = await page.evaluate("axe.run(document)");
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes[0]?.target)} ${nodes[0]?.html.slice(0, 200)}`);
}

function everything(): string[] {
  const session = new ClaudeSession({ start: Date.now() - 60_000 });
  const edit = { file_path: "/home/ada/deck/a.ts", old_string: "const a = 1;", new_string: "const a = 2;" };
  const todos = [{ content: "Sand", status: "completed", activeForm: "Sanding" }];
  return [
    session.prompt("# A heading\n\n- [ ] `code` and a [link](https://example.org/)"),
    session.thinking("Let me look."),
    ...session.tool(
      "Bash",
      { command: "npm test", description: "Run the tests" },
      "\u001b[31mred\u001b[0m",
      true,
    ),
    ...session.tool("Read", { file_path: "/home/ada/deck/a.ts" }, "     1→const a = 1;"),
    ...session.tool("Edit", edit, "The file has been updated."),
    ...session.tool("TodoWrite", { todos }, "Todos have been modified"),
    ...session.tool("Grep", { pattern: "a", path: "." }, "Found 1 file\na.ts"),
    ...session.tool("mcp__sail__hoist", { sail: "main" }, "hoisted"),
    session.reply(
      "```ts\nconst a: number = 2; // a comment\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted",
    ),
    ...talk(session, 0, 10),
  ];
}
