import type { SessionScript } from "../script/session-script.ts";
import { reviewPage } from "../stories/long-review.ts";
import { PAGES } from "../stories/pages.ts";
import { HAIKU, PROJECTS } from "../stories/story.ts";
import type { Performance } from "./performance.ts";

const PAGES_A_SCENE = 3;

/** Goes through the pages of a guide, again and again. */
export const pages: Performance = {
  cast: {
    sessionId: "d27f05b8-6ca1-4e93-a84d-5c1b90e7f333",
    cwd: PROJECTS.docs,
    branch: "photo-captions",
    model: HAIKU,
    context: 19_000,
  },
  opening,
  scenes: [threePages],
};

function opening(script: SessionScript): void {
  script.prompt(
    "Go through the walks once more and make their first sentences sing. Three at a time, then tell me.",
  );
  script.title("First sentences of all walks");
}

function threePages(script: SessionScript, round: number): void {
  if (round > 0) script.prompt("The next three, please.", [], 2);
  const first = (round * PAGES_A_SCENE) % PAGES.length;
  const chosen = PAGES.slice(first, first + PAGES_A_SCENE);
  for (const [index, page] of chosen.entries()) reviewPage(script, page, first + index);
  script.finish(`Done: ${chosen.map(({ title }) => title).join(", ")}.`);
}
