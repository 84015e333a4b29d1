import { SessionScript } from "../script/session-script.ts";
import { edit } from "../tools/files.ts";
import { bash } from "../tools/shell.ts";
import { PROJECTS, SONNET, type Story } from "./story.ts";

/** Goes another way from the middle of the session about the phone layout. */
export function phoneLayoutFork(): Story {
  const script = new SessionScript({
    sessionId: "0d9f4c86-51b7-4a3e-b8d2-97e1c0a64f33",
    cwd: PROJECTS.shop,
    branch: "fix/product-page-phone",
    model: SONNET,
    context: 41_000,
  });
  script.prompt("Try it without the list: keep the table and let it scroll sideways instead.");
  script.title("Product page on a phone: a table that scrolls");
  script.say("Then the table gets a box of its own that scrolls, and the first column stays in sight.");
  script.use(
    edit(
      "/home/ines/code/tideline-shop/src/pages/product.css",
      3,
      ` .sizes { border-collapse: collapse; }
-@media (max-width: 599px) {
-  .sizes thead { display: none; }
-  .sizes tr { display: grid; grid-template-columns: 6rem 1fr; }
-  .sizes td::before { content: attr(data-label); color: var(--muted); }
-}
+.sizes-box { overflow-x: auto; overscroll-behavior-inline: contain; }
+.sizes th:first-child { position: sticky; inset-inline-start: 0; background: var(--paper); }`,
    ),
    bash(
      "npx playwright test product-page",
      "Run the test",
      "Running 4 tests using 2 workers\n\n  4 passed (3.8s)",
      5,
    ),
  );
  script.finish(
    "Done: the table keeps its six columns and scrolls in its box. The test passes too. I find the list easier to read with one hand; both are on this branch, in two commits, so you can compare.",
  );
  return { script, minutesAgo: 31 };
}
