import { type JsonObject, own, type ToolResultView, type ToolView } from "@vibedeck/core";
import { countField, filledField, textField, textsField } from "../../entry/index.ts";
import { count } from "../words.ts";
import { type Answer, textAnswer } from "./answer.ts";

/** Loads a skill. */
export function skillCall(input: JsonObject): ToolView | undefined {
  return named(filledField(input, "skill") ?? filledField(input, "command"), filledField(input, "args"));
}

/** Runs a slash command: `/name args`. */
export function slashCommandCall(input: JsonObject): ToolView | undefined {
  const [name, ...args] = (filledField(input, "command") ?? "").trim().split(/\s+/);
  return named(name === "" ? undefined : name, args.length === 0 ? undefined : args.join(" "));
}

function named(name: string | undefined, args: string | undefined): ToolView | undefined {
  return name === undefined ? undefined : { kind: "skill", name, ...(args === undefined ? {} : { args }) };
}

/** `{ matches, query, total_deferred_tools }` of a search among the model's own tools. */
export function toolSearchResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  if (textField(detail, "query") === undefined || !Array.isArray(own(detail, "matches"))) return undefined;
  const tools = textsField(detail, "matches");
  const total = countField(detail, "total_deferred_tools");
  const none = total === undefined ? "No tool found" : `No tool found among ${count(total)}`;
  return textAnswer(answer, tools.length === 0 ? none : `Loaded ${tools.join(", ")}`);
}
