import { SessionScript } from "../script/session-script.ts";
import { edit } from "../tools/files.ts";
import { ask, mcp } from "../tools/plans.ts";
import { webFetch, webSearch } from "../tools/search.ts";
import { HAIKU, PROJECTS, type Story } from "./story.ts";

const PAGE = "/home/ines/work/wayfarer-docs/guides/ferries.md";
const QUESTION = "Keep the old times for readers with a printed map?";

/** Looks things up: a slash command, a shell line, the web, an MCP server, a question that was answered. */
export function research(): Story {
  const script = new SessionScript({
    sessionId: "c40b96e1-3d7a-4f85-b2e9-16a8d5c07388",
    cwd: PROJECTS.docs,
    branch: "ferry-times",
    model: HAIKU,
  });
  shellAndCommand(script);
  script.prompt(
    "Readers say our ferry page is out of date. What changed this winter? Fix the page and file an issue for the map.",
    [],
    20,
  );
  script.title("Ferry times for the winter");
  script.use(
    webSearch(
      "Skarholm ferry winter timetable",
      [
        {
          title: "Winter timetable – Skarholm Island Ferries",
          url: "https://ferries.skarholm.example/winter",
        },
        {
          title: "What changes in November | Skarholm Post",
          url: "https://post.skarholm.example/ferry-changes",
        },
        { title: "Getting to the lighthouse", url: "https://lighthouse.skarholm.example/visit" },
      ],
      "From 1 November the first ferry leaves at 7:10 instead of 6:40, and there is no late crossing on Sundays.",
    ),
  );
  script.use(
    webFetch(
      "https://ferries.skarholm.example/winter",
      "List departures, and say from when they hold",
      "**Valid 1 November to 28 February.** Mainland → Skarholm: 7:10, 9:30, 13:00, 16:20, 19:45 (not on Sundays). Bicycles travel free.",
    ),
  );
  script.say("Two things changed: the first departure, and the last one on Sundays.");
  script.use(
    ask(
      [
        {
          question: QUESTION,
          header: "Old times",
          options: [
            { label: "No", description: "One table, always current." },
            { label: "Yes, folded", description: "Summer times in a box that opens." },
          ],
        },
      ],
      { [QUESTION]: "Yes, folded" },
    ),
  );
  script.use(
    edit(
      PAGE,
      18,
      ` ## Getting there
-The first ferry leaves at **6:40**, the last at **19:45**.
+From 1 November to 28 February the first ferry leaves at **7:10**. The last leaves at **19:45**, but not on Sundays.
+
+<details><summary>Summer times</summary>The first ferry leaves at 6:40, the last at 21:15, every day.</details>
 `,
    ),
    mcp(
      "tracker",
      "create_issue",
      { project: "DOCS", title: "Map shows the summer ferry", labels: ["map", "winter"], assignee: "jonas" },
      '{"id":"DOCS-212","url":"https://tracker.wayfarer.example/DOCS-212","state":"open"}',
    ),
  );
  script.finish(
    "The page has the winter times, the summer ones in a box, and [DOCS-212](https://tracker.wayfarer.example/DOCS-212) asks Jonas to change the map. Source: the [operator's own timetable](https://ferries.skarholm.example/winter).",
  );
  return { script, minutesAgo: 1_530 };
}

function shellAndCommand(script: SessionScript): void {
  script.aside("<bash-input>git log --oneline -2</bash-input>");
  script.aside(
    "<bash-stdout>7e0c4d1 Describe the coastal path\n19b2f6a New photographs of the lighthouse</bash-stdout><bash-stderr></bash-stderr>",
  );
  script.aside(
    "<command-name>/model</command-name>\n            <command-message>model</command-message>\n            <command-args>haiku</command-args>",
  );
  script.aside("<local-command-stdout>Set model to \u001b[1mHaiku 5.5\u001b[22m</local-command-stdout>");
  script.attach({
    type: "hook_success",
    hookName: "UserPromptSubmit",
    hookEvent: "UserPromptSubmit",
    toolUseID: "hook-1",
    command: "./scripts/remind-style.sh",
    content: "Write for people on a windy pier: short sentences, times in bold.",
    stdout: "Write for people on a windy pier: short sentences, times in bold.\n",
    stderr: "",
    exitCode: 0,
    durationMs: 21,
  });
}
