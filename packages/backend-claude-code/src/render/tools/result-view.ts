import { isObject, type ToolResultView } from "@vibedeck/core";
import { safeText } from "../../entry/index.ts";
import { agentResult, teammateResult, workflowResult } from "./agent.ts";
import { type Answer, type ResultReader, textAnswer } from "./answer.ts";
import { editResult, notebookResult, writeResult } from "./edit.ts";
import { genericResult } from "./generic.ts";
import { planResult } from "./plan.ts";
import { answersResult } from "./questions.ts";
import { numberedFile, readResult } from "./read.ts";
import { filesResult, matchesResult } from "./search.ts";
import { backgroundShellResult, shellResult } from "./shell.ts";
import { toolSearchResult } from "./skill.ts";
import { backgroundTaskResult, stopResult, taskListResult, taskResult, taskUpdateResult } from "./tasks.ts";
import { todosResult } from "./todos.ts";
import { fetchResult, linksResult } from "./web.ts";

/** The shapes, the more particular before the more general ones. */
const READERS: readonly ResultReader[] = [
  backgroundShellResult,
  shellResult,
  readResult,
  writeResult,
  editResult,
  notebookResult,
  matchesResult,
  filesResult,
  todosResult,
  backgroundTaskResult,
  stopResult,
  taskListResult,
  taskUpdateResult,
  taskResult,
  workflowResult,
  teammateResult,
  agentResult,
  fetchResult,
  linksResult,
  answersResult,
  planResult,
  toolSearchResult,
  genericResult,
];

/** What a tool answered, in a form made for reading. Text when the shape says nothing. */
export function resultView(answer: Answer): ToolResultView {
  const { detail } = answer;
  if (!isObject(detail)) return plainView(answer);
  for (const reader of READERS) {
    const view = reader(detail, answer);
    if (view !== undefined) return view;
  }
  return textAnswer(answer);
}

function plainView(answer: Answer): ToolResultView {
  const { text, detail } = answer;
  const file = detail === undefined ? numberedFile(text) : undefined;
  if (file !== undefined) return file;
  return textAnswer(answer, text === "" && typeof detail === "string" ? safeText(detail) : text);
}
