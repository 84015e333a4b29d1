import type { AgentRequest, JsonObject } from "@vibedeck/core";
import { isObject } from "@vibedeck/core";
import { filledField, firstLine, objectField, textField } from "../entry/index.ts";
import { boundedJson } from "../render/bounded-json.ts";
import { toolView } from "../render/tools/tool-view.ts";
import type { PendingRequest } from "./pending-request.ts";
import { suggested } from "./suggestions.ts";

const MAX_ID = 200;
const MAX_REASON = 500;

/** The tools whose call only a person can answer, or review. */
const KINDS: ReadonlyMap<string, AgentRequest["kind"]> = new Map([
  ["AskUserQuestion", "question"],
  ["ExitPlanMode", "plan"],
]);

/** What was said of a call before its permission was asked for. */
export interface KnownCall {
  readonly input: JsonObject;
}

/**
 * Reads a `can_use_tool` request.
 * @param call what the assistant's message said of the same call, where it was seen: the request about a plan has an
 * empty input (2.1.330).
 * @returns `undefined` when it lacks what an answer needs.
 */
export function readRequest(
  id: string,
  request: JsonObject,
  call: KnownCall | undefined,
  modes: readonly string[],
): Omit<PendingRequest, "size"> | undefined {
  const tool = filledField(request, "tool_name");
  const input = objectField(request, "input");
  if (tool === undefined || input === undefined || id.length > MAX_ID || tool.length > MAX_ID)
    return undefined;
  const toolId = filledField(request, "tool_use_id");
  const kind = KINDS.get(tool) ?? "tool";
  const shown = kind === "plan" && call !== undefined ? { ...call.input, ...input } : input;
  const view = toolView(tool, shown);
  const { suggestions, updates } = suggested(request, modes);
  const reason = reasonOf(request);
  const bounded = boundedJson(shown);
  return {
    input,
    updates,
    request: {
      id,
      kind: kind === "question" && view.kind !== "questions" ? "tool" : kind,
      tool,
      ...(toolId === undefined || toolId.length > MAX_ID ? {} : { toolId }),
      input: isObject(bounded) ? bounded : {},
      view,
      ...(reason === undefined ? {} : { reason }),
      suggestions,
      ...(view.kind === "questions" ? { questions: view.questions } : {}),
      ...(view.kind === "plan" && view.text !== "" ? { plan: view.text } : {}),
    },
  };
}

/** Why it asks: its own words, else the path that stands in the way. */
function reasonOf(request: JsonObject): string | undefined {
  const said =
    filledField(request, "decision_reason") ?? textField(objectField(request, "decision_reason"), "reason");
  if (said !== undefined && said.trim() !== "") return firstLine(said, MAX_REASON);
  const path = filledField(request, "blocked_path");
  return path === undefined ? undefined : firstLine(`It touches ${path}`, MAX_REASON);
}
