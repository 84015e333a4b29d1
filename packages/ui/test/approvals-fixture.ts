import type { Approval, Message, Question, ToolView } from "@vibedeck/core";
import { cursorOf } from "./fixture.ts";

/** A request that waits, with what matters to a test. */
export function approval(id: string, change: Partial<Approval> = {}): Approval {
  const command = "npm test -- --run packages/ui";
  return {
    id,
    session: "a",
    kind: "tool",
    tool: "Bash",
    toolId: `tool-${id}`,
    input: { command, description: "Run the tests of the page" },
    view: { kind: "shell", command, description: "Run the tests of the page" },
    reason: "This command is not on the list of commands that may run without asking.",
    suggestions: [
      {
        id: "s1",
        text: "Always allow commands that begin with npm test",
        where: "In this project, for you only (.claude/settings.local.json)",
      },
      { id: "s2", text: "Accept edits of files for the rest of this session", where: "This session only" },
    ],
    state: "pending",
    at: Date.now(),
    ...change,
  };
}

export const QUESTIONS: readonly Question[] = [
  {
    question: "Which database should the index live in?",
    header: "Storage",
    options: [
      { label: "SQLite", description: "One file, no server; full text search comes with it." },
      { label: "PostgreSQL", description: "A server of its own; many writers at once." },
      { label: "Plain files" },
    ],
    multiple: false,
  },
  {
    question: "Which platforms matter?",
    header: "Platforms",
    options: [{ label: "Linux" }, { label: "macOS" }, { label: "Windows", description: "Not tried so far." }],
    multiple: true,
  },
];

export function questionRequest(id: string, questions: readonly Question[] = QUESTIONS): Approval {
  return approval(id, {
    kind: "question",
    tool: "AskUserQuestion",
    input: {},
    view: { kind: "questions", questions },
    suggestions: [],
    questions,
    reason: "",
  });
}

export const PLAN = `# Keep drafts over reloads

1. Store the draft of each session in \`localStorage\`, **bounded** to 20.
2. Restore it when the session opens.
3. Clear it once the message was accepted.

\`\`\`ts
drafts.set(key, text.slice(0, LIMIT));
\`\`\`

| step | risk |
| --- | --- |
| storage | private windows |
| restore | none |
`;

export function planRequest(id: string, plan = PLAN): Approval {
  return approval(id, {
    kind: "plan",
    tool: "ExitPlanMode",
    input: {},
    view: { kind: "plan", text: plan },
    suggestions: [],
    plan,
    reason: "",
  });
}

export function editRequest(id: string): Approval {
  const view: ToolView = {
    kind: "edit",
    path: "/home/ada/deck/packages/ui/src/app/preferences.ts",
    edits: [
      {
        before: 'const NAME = "deck";\nconst LIMIT = 10;\n',
        after: 'const NAME = "vibedeck";\nconst LIMIT = 20;\n',
      },
    ],
  };
  return approval(id, {
    tool: "Edit",
    view,
    input: { file_path: "/home/ada/deck/packages/ui/src/app/preferences.ts" },
  });
}

/** A message of the assistant with one call that has no result yet. */
export function callMessage(index: number, request: Approval): Message {
  const cursor = cursorOf(index);
  return {
    id: `m${index}`,
    role: "assistant",
    cursor,
    last: cursor,
    at: Date.now(),
    model: "claude-opus-4-5-20251101",
    blocks: [
      { type: "text", text: "I run the tests now.", format: "markdown" },
      {
        type: "tool_use",
        toolId: request.toolId ?? "",
        name: request.tool,
        input: request.input,
        view: request.view,
      },
    ],
  };
}
