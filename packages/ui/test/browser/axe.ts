import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The rules of WCAG 2.2 AA that a page breaks now, each with the view's name. Its context has to bypass the CSP. */
export async function brokenRules(page: Page, view: string): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const results: AxeResults = await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`);
  return results.violations.map(
    ({ id, nodes }) => `${view}: ${id} ${JSON.stringify(nodes[0]?.target)} ${nodes[0]?.failureSummary}`,
  );
}
