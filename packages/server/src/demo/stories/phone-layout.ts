import { brokenProductPage, mendedProductPage } from "../pictures/pictures.ts";
import { SessionScript } from "../script/session-script.ts";
import { edit, read, readImage, write } from "../tools/files.ts";
import { bash, failingBash } from "../tools/shell.ts";
import { OPUS, PROJECTS, type Story } from "./story.ts";

const STYLES = "/home/ines/code/tideline-shop/src/pages/product.css";

/** Finished: a screenshot, two edits, a test that failed first. */
export function phoneLayout(): Story {
  const script = new SessionScript({
    sessionId: "b7c3f1d0-2a64-4e19-8f0e-6d5b9a317c22",
    cwd: PROJECTS.shop,
    branch: "fix/product-page-phone",
    model: OPUS,
  });
  script.prompt(
    "[Image #1] This is the product page on my phone. The button and the table of sizes run out of the screen. Make it fit from 320 px up.",
    [brokenProductPage()],
  );
  script.title("Make the product page fit a phone");
  script.think(
    "The red bar on the right of the screenshot shows the overflow. The button is wider than its column, so it probably has a fixed width. The table has six columns and cannot shrink.",
  );
  script.say("Two things stick out: the button and the table. Let me look at the styles.");
  script.use(
    read(
      STYLES,
      `.product { display: grid; gap: 24px; padding: 24px; }
.product .buy { width: 400px; height: 52px; }
.sizes { border-collapse: collapse; }
.sizes th, .sizes td { min-width: 70px; padding: 4px 8px; text-align: left; }
@media (min-width: 900px) {
  .product { grid-template-columns: 1fr 1fr; }
}`,
    ),
    bash(
      'grep -rn "class=\\"sizes\\"" src | head',
      "Find the table of sizes",
      'src/pages/product.ts:61:      <table class="sizes">',
    ),
  );
  script.say("The button has a fixed width of 400 px, and the cells a minimum. I'll fix the button first.");
  script.use(
    edit(
      STYLES,
      1,
      ` .product { display: grid; gap: 24px; padding: 24px; }
-.product .buy { width: 400px; height: 52px; }
+.product .buy { width: 100%; max-width: 400px; min-height: 52px; }
 .sizes { border-collapse: collapse; }`,
    ),
  );
  script.say("On a narrow screen the table becomes a list: one size a row, its name on the left.");
  script.use(
    edit(
      STYLES,
      3,
      ` .sizes { border-collapse: collapse; }
-.sizes th, .sizes td { min-width: 70px; padding: 4px 8px; text-align: left; }
+.sizes th, .sizes td { padding: 4px 8px; text-align: left; }
+@media (max-width: 599px) {
+  .sizes thead { display: none; }
+  .sizes tr { display: grid; grid-template-columns: 6rem 1fr; }
+  .sizes td::before { content: attr(data-label); color: var(--muted); }
+}
 @media (min-width: 900px) {`,
    ),
    write(
      "/home/ines/code/tideline-shop/test/product-page.test.ts",
      `import { expect, test } from "./browser.ts";

for (const width of [320, 360, 414, 768]) {
  test(\`the product page fits \${width} px\`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto("/lamps/moon-jelly");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBe(0);
  });
}
`,
    ),
  );
  script.use(
    failingBash(
      "npx playwright test product-page",
      "Run the new test",
      `Running 4 tests using 2 workers
  ✘  the product page fits 320 px (611ms)
  ✓  the product page fits 360 px (598ms)
  ✓  the product page fits 414 px (590ms)
  ✓  the product page fits 768 px (574ms)

    Expected: 0
    Received: 12

  1 failed, 3 passed (4.1s)`,
      1,
      6,
    ),
  );
  script.think(
    "12 px at 320: the padding of 24 px on both sides plus the grid's minimum. minmax(0, 1fr) lets the column shrink.",
  );
  script.say(
    "Good that 320 px is in the test: a grid column does not shrink below its content unless told so.",
  );
  script.use(
    edit(
      STYLES,
      1,
      `-.product { display: grid; gap: 24px; padding: 24px; }
+.product { display: grid; grid-template-columns: minmax(0, 1fr); gap: 24px; padding: clamp(12px, 5vw, 24px); }
 .product .buy { width: 100%; max-width: 400px; min-height: 52px; }`,
    ),
  );
  script.use(
    bash(
      "npx playwright test product-page",
      "Run the test again",
      "Running 4 tests using 2 workers\n  \u001b[32m✓\u001b[39m  the product page fits 320 px (603ms)\n  \u001b[32m✓\u001b[39m  the product page fits 360 px (588ms)\n  \u001b[32m✓\u001b[39m  the product page fits 414 px (592ms)\n  \u001b[32m✓\u001b[39m  the product page fits 768 px (570ms)\n\n  \u001b[32m4 passed\u001b[39m (3.9s)",
      5,
    ),
    readImage("/home/ines/code/tideline-shop/test-results/product-360.png", mendedProductPage()),
  );
  script.finish(
    `It fits from 320 px up.

| what | before | now |
| --- | --- | --- |
| buy button | 400 px, always | full width, at most 400 px |
| table of sizes | six columns, cannot shrink | a list below 600 px |
| page padding | 24 px | 12 to 24 px, with the screen |

The new test opens the page at 320, 360, 414 and 768 px and fails when anything sticks out.`,
  );
  script.prompt("Lovely, thanks! Commit it, please.", [], 95);
  script.use(
    bash(
      'git add -A && git commit -m "Make the product page fit phones from 320 px up"',
      "Commit",
      "[fix/product-page-phone 4c1e9aa] Make the product page fit phones from 320 px up\n 2 files changed, 24 insertions(+), 3 deletions(-)\n create mode 100644 test/product-page.test.ts",
    ),
  );
  script.finish("Committed as `4c1e9aa` on `fix/product-page-phone`.");
  script.state({
    type: "pr-link",
    prNumber: 214,
    prUrl: "https://git.tideline.example/shop/pulls/214",
    prRepository: "tideline/shop",
  });
  return { script, minutesAgo: 47 };
}
