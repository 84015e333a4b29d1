import { SessionScript } from "../script/session-script.ts";
import { edit, read } from "../tools/files.ts";
import { type Todo, todos } from "../tools/plans.ts";
import { bash, failingBash } from "../tools/shell.ts";
import { PAGES, type Page } from "./pages.ts";
import { PROJECTS, SONNET, type Story } from "./story.ts";

const PAGES_BETWEEN_PROMPTS = 7;

const ASIDES = [
  "Nice. Keep going, and keep the jokes.",
  "Wait: we say “path”, never “trail”. Go on with that.",
  "Good. What about pages without a photograph? Leave them, but list them at the end.",
  "I read the last few. Shorter openings, please.",
  "Looks good! Go on.",
] as const;

/** A long session: every page of a guide, one after the other. */
export function longReview(): Story {
  const script = new SessionScript({
    sessionId: "a6d815f0-9b27-4ec3-90f4-7be2c3d61499",
    cwd: PROJECTS.docs,
    branch: "style-2027",
    model: SONNET,
    context: 31_000,
  });
  script.prompt(
    `Bring all ${PAGES.length} pages of the guide to the new style: say what a walk is like before how long it is, distances in kilometres, and every opening hour with its source. One page at a time, run the checker after each.`,
  );
  script.title("Bring the whole guide to the new style");
  for (const [index, page] of PAGES.entries()) {
    if (index > 0 && index % PAGES_BETWEEN_PROMPTS === 0) {
      const aside = ASIDES[(index / PAGES_BETWEEN_PROMPTS - 1) % ASIDES.length] ?? ASIDES[0];
      script.finish(`${index} of ${PAGES.length} pages are done. Next is ${page.title}.`);
      script.prompt(aside, [], 150);
    }
    reviewPage(script, page, index);
  }
  script.finish(
    `All ${PAGES.length} pages follow the new style and pass the checker. Without a photograph: ${PAGES.filter(
      (_, index) => index % 9 === 4,
    )
      .map(({ title }) => title)
      .join(", ")}.`,
  );
  return { script, minutesAgo: 1_180 };
}

/** Reads a page, changes it, checks it; now and then the checker finds something. */
export function reviewPage(script: SessionScript, page: Page, index: number): void {
  const path = `${PROJECTS.docs}/guides/${page.file}`;
  if (index % 5 === 0) script.use(progress(index));
  script.think(`${page.title}: begins with the distance, as the others did. What is it like? ${page.like}`);
  script.use(read(path, `# ${page.title}\n\n${page.old}\n\nOpen daily.`, 1, 40 + index));
  script.say(`**${page.title}** begins with numbers. It should begin with what you will see.`);
  script.use(edit(path, 3, `-${page.old}\n+${page.like}\n+\n+It is ${page.kilometres} km, ${page.climb}.`));
  if (index % 4 === 2) {
    script.use(
      failingBash(
        `npx wayfarer-check guides/${page.file}`,
        "Check the page",
        `guides/${page.file}:9: opening hours without a source`,
        1,
        2,
      ),
    );
    script.use(
      edit(
        path,
        9,
        `-Open daily.\n+Open daily ([the warden's notice](https://wardens.skarholm.example/${page.file.replace(".md", "")})).`,
      ),
    );
  }
  script.use(bash(`npx wayfarer-check guides/${page.file}`, "Check the page", `guides/${page.file}: ok`, 2));
  script.say(`${page.title} passes.`);
}

function progress(index: number): ReturnType<typeof todos> {
  const around = PAGES.slice(Math.max(0, index - 3), index + 4);
  return todos(
    ...around.map((page): Todo => {
      const at = PAGES.indexOf(page);
      return at < index ? `x ${page.title}` : at === index ? `> ${page.title}` : `  ${page.title}`;
    }),
  );
}
