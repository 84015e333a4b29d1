import type { JsonObject, ToolResultView, ToolView } from "@vibedeck/core";
import { own } from "@vibedeck/core";
import { filledField } from "../../entry/index.ts";
import type { Answer } from "./answer.ts";

/** Shows a plan to the person. For some versions the plan stands only in the answer, or in a file. */
export function exitPlanCall(input: JsonObject): ToolView {
  const path = filledField(input, "planFilePath");
  return { kind: "plan", text: filledField(input, "plan") ?? "", ...(path === undefined ? {} : { path }) };
}

/** Begins to plan. */
export function enterPlanCall(): ToolView {
  return { kind: "generic", summary: "begins to plan", fields: [] };
}

/** `{ plan, isAgent, filePath }`: the person said yes; a refusal is an error instead. */
export function planResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const plan = filledField(detail, "plan");
  if (plan === undefined && own(detail, "isAgent") === undefined) return undefined;
  const path = filledField(detail, "filePath");
  return { kind: "plan", approved: true, text: plan ?? answer.text, ...(path === undefined ? {} : { path }) };
}
