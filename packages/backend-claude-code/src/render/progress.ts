import type { Block, JsonObject } from "@vibedeck/core";
import {
  blockText,
  blockType,
  contentBlocks,
  countField,
  filledField,
  firstLine,
  objectField,
  promptText,
} from "../entry/index.ts";
import { type Draft, foldedDraft } from "./draft.ts";
import { rawBlock } from "./raw-block.ts";
import { plural } from "./words.ts";

type Label = (data: JsonObject) => string;

const LABELS: ReadonlyMap<string, Label> = new Map<string, Label>([
  [
    "bash_progress",
    (data) =>
      `a command has run for ${plural(Math.round(countField(data, "elapsedTimeSeconds") ?? 0), "second")}`,
  ],
  ["powershell_progress", () => "a command is running"],
  [
    "hook_progress",
    (data) => `hook ${filledField(data, "hookName") ?? filledField(data, "hookEvent") ?? ""} runs`,
  ],
  ["agent_progress", () => "a sub-agent is at work"],
  ["skill_progress", () => "a skill is at work"],
  [
    "mcp_progress",
    (data) =>
      `${filledField(data, "serverName") ?? "MCP"} ${filledField(data, "toolName") ?? ""} ${filledField(data, "status") ?? ""}`,
  ],
  ["query_update", (data) => `searches the web: ${filledField(data, "query") ?? ""}`],
  ["search_results_received", (data) => `${plural(countField(data, "resultCount") ?? 0, "search result")}`],
  ["waiting_for_task", (data) => `waits for ${filledField(data, "taskDescription") ?? "a task"}`],
]);

/** Detail of a progress line in characters: its whole content comes again in the result. */
const DETAIL_LIMIT = 2_000;

/** A `progress` line: what was seen on the screen while a tool ran. */
export function progressDrafts(value: JsonObject): readonly Draft[] {
  const data = objectField(value, "data");
  const type = filledField(data, "type") ?? "";
  const label = LABELS.get(type);
  if (data === undefined || label === undefined) {
    return [{ role: "system", blocks: [rawBlock(`progress "${firstLine(type, 80)}" is not known`, value)] }];
  }
  const text = detail(data);
  const blocks: Block[] =
    text === undefined
      ? []
      : [{ type: "text", text: text.slice(0, DETAIL_LIMIT).toWellFormed(), format: "plain" }];
  return [foldedDraft(firstLine(label(data), 200), blocks)];
}

function detail(data: JsonObject): string | undefined {
  const message = objectField(data, "message");
  if (message === undefined) return filledField(data, "output") ?? filledField(data, "command");
  const said = promptText(message);
  if (said !== "") return said;
  const tools = contentBlocks(message).map((block) => blockText(block) ?? blockType(block));
  return tools.length === 0 ? undefined : tools.join(", ");
}
