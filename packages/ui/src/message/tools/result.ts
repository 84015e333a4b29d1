import type { ToolResultView } from "@vibedeck/core";
import { nothing } from "lit";
import type { MessageContext } from "../context.ts";
import { agentResult, agentStats } from "./agent.ts";
import { diffResult, diffStats } from "./edit.ts";
import type { Shown } from "./face.ts";
import { fetchResult, fetchStats } from "./fetch.ts";
import { fileResult, fileStats } from "./file.ts";
import { planResult, planStats } from "./plan.ts";
import { answersResult } from "./questions.ts";
import { matchesResult, matchesStats } from "./search.ts";
import { shellResult, shellStats } from "./shell.ts";
import { textResult, textStats } from "./text.ts";
import { todoList, todoStats } from "./todos.ts";
import { linksResult, linksStats } from "./web-search.ts";

/** What a tool answered, below its call. */
export function resultBody(view: ToolResultView, context: MessageContext): Shown {
  switch (view.kind) {
    case "shell":
      return shellResult(view);
    case "diff":
      return diffResult(view);
    case "file":
      return fileResult(view);
    case "matches":
      return matchesResult(view);
    case "todos":
      return todoList(view.items);
    case "agent":
      return agentResult(view, context);
    case "links":
      return linksResult(view);
    case "fetch":
      return fetchResult(view);
    case "answers":
      return answersResult(view.answers);
    case "plan":
      return planResult(view);
    case "text":
      return textResult(view, context);
    default:
      return nothing;
  }
}

/** The answer in a word or two, for the head of the card. */
export function resultStats(view: ToolResultView): Shown {
  switch (view.kind) {
    case "shell":
      return shellStats(view);
    case "diff":
      return diffStats(view);
    case "file":
      return fileStats(view);
    case "matches":
      return matchesStats(view);
    case "todos":
      return todoStats(view.items);
    case "agent":
      return agentStats(view);
    case "links":
      return linksStats(view);
    case "fetch":
      return fetchStats(view);
    case "plan":
      return planStats(view);
    case "text":
      return textStats(view);
    default:
      return nothing;
  }
}
