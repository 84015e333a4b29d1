import type { ToolUseBlock } from "@vibedeck/core";
import { html, type TemplateResult } from "lit";
import { callPlace } from "../../approvals/call-place.ts";
import type { MessageContext } from "../context.ts";
import { agentFace } from "./agent.ts";
import { toolCard } from "./card.ts";
import { editFace } from "./edit.ts";
import type { ToolFace } from "./face.ts";
import { fetchFace } from "./fetch.ts";
import { genericFace } from "./generic.ts";
import { mcpFace } from "./mcp.ts";
import { planFace } from "./plan.ts";
import { questionsFace } from "./questions.ts";
import { readFace } from "./read.ts";
import { searchFace } from "./search.ts";
import { shellFace } from "./shell.ts";
import { skillFace } from "./skill.ts";
import { taskFace } from "./task.ts";
import { todosFace } from "./todos.ts";
import { webSearchFace } from "./web-search.ts";
import { writeFace } from "./write.ts";

/** A call of a tool and its result, as one card. */
export function renderToolUse(call: ToolUseBlock, context: MessageContext): TemplateResult {
  const card = (): TemplateResult => toolCard(faceOf(call), call.result, context);
  return context.places === undefined ? card() : html`${callPlace(context.places, call.toolId, card)}`;
}

/** How a call presents itself. */
export function faceOf(call: ToolUseBlock): ToolFace {
  const { view } = call;
  switch (view.kind) {
    case "shell":
      return shellFace(view, call);
    case "edit":
      return editFace(view, call);
    case "write":
      return writeFace(view, call);
    case "read":
      return readFace(view, call);
    case "search":
      return searchFace(view, call);
    case "todos":
      return todosFace(view, call);
    case "task":
      return taskFace(view, call);
    case "agent":
      return agentFace(view, call);
    case "fetch":
      return fetchFace(view, call);
    case "web-search":
      return webSearchFace(view, call);
    case "questions":
      return questionsFace(view, call);
    case "plan":
      return planFace(view, call);
    case "skill":
      return skillFace(view, call);
    case "mcp":
      return mcpFace(view, call);
    case "generic":
      return genericFace(view, call);
    default:
      return genericFace(
        {
          kind: "generic",
          fields: [{ name: "input", value: JSON.stringify(call.input, undefined, 2) ?? "" }],
        },
        call,
      );
  }
}
