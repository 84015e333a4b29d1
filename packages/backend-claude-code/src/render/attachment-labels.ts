import type { JsonObject } from "@vibedeck/core";
import { filledField, firstLine, listField, objectField, objectsField } from "../entry/index.ts";
import { baseName, plural } from "./words.ts";

type Label = string | ((attachment: JsonObject) => string);

/** What each kind of attachment that people rarely want to read is called. */
const LABELS: ReadonlyMap<string, Label> = new Map<string, Label>([
  ["task_reminder", "reminder of the to-do list"],
  ["todo_reminder", "reminder of the to-do list"],
  ["todo", "reminder of the to-do list"],
  ["total_tokens_reminder", "reminder of the tokens left"],
  ["token_usage", "reminder of the tokens left"],
  ["budget_usd", "reminder of the budget"],
  ["critical_system_reminder", "system reminder"],
  ["date_change", (item) => `the date is now ${filledField(item, "newDate") ?? "another"}`],
  ["deferred_tools_delta", (item) => changed("tool", item)],
  ["mcp_instructions_delta", (item) => changed("MCP server instruction", item)],
  ["agent_listing_delta", (item) => changed("agent type", item)],
  ["skill_listing", "list of skills"],
  ["dynamic_skill", "list of skills"],
  ["invoked_skills", "skills in use"],
  ["command_permissions", "tools that the command may use"],
  ["edited_text_file", (item) => file(item, "changed outside the conversation")],
  ["edited_image_file", (item) => file(item, "changed outside the conversation")],
  ["already_read_file", (item) => file(item, "was read before")],
  ["compact_file_reference", (item) => file(item, "was read before the compaction")],
  ["pdf_reference", (item) => file(item, "is kept as a PDF")],
  ["plan_file_reference", "where the plan is kept"],
  ["read_truncation_notice", "a file was read in part"],
  ["nested_memory", (item) => file(item, "loaded as memory")],
  ["relevant_memories", "memories loaded"],
  ["opened_file_in_ide", (item) => file(item, "is open in the editor")],
  ["diagnostics", problems],
  ["auto_mode", "auto mode"],
  ["auto_mode_exit", "end of auto mode"],
  ["plan_mode", "plan mode"],
  ["plan_mode_reentry", "plan mode again"],
  ["plan_mode_exit", "end of plan mode"],
  ["ultra_effort_enter", "highest effort"],
  ["ultra_effort_exit", "end of the highest effort"],
  ["output_style", "output style"],
  ["workflow_keyword_request", "workflow asked for"],
  [
    "task_status",
    (item) => `${filledField(item, "description") ?? "task"}: ${filledField(item, "status") ?? "?"}`,
  ],
  ["agent_mention", "agent mentioned"],
  ["mcp_resource", "MCP resource"],
  ["prompt_snapshot", "the prompt as it was sent"],
  ["environment", "the surroundings"],
  ["model", (item) => `the model: ${filledField(objectField(item, "identity"), "marketingName") ?? "?"}`],
  ["session_context", "the session's context"],
  ["date", (item) => `the date is ${filledField(item, "date") ?? "another"}`],
  ["remote_session_change", "how commits and pull requests are signed"],
  ["unknown_command_fallback", "no such command; sent as a prompt"],
  ["teammate_mailbox", "messages of the team"],
  ["team_context", "the team"],
]);

/** The one-line label of a folded attachment; `undefined` for a kind that is not known. */
export function attachmentLabel(type: string, attachment: JsonObject): string | undefined {
  const label = LABELS.get(type);
  return typeof label === "function" ? firstLine(label(attachment), 300) : label;
}

function file(item: JsonObject, what: string): string {
  const path = filledField(item, "displayPath") ?? filledField(item, "filename") ?? filledField(item, "path");
  return `${path === undefined ? "a file" : baseName(path)} ${what}`;
}

function changed(noun: string, item: JsonObject): string {
  const added = listField(item, "addedNames").length + listField(item, "addedTypes").length;
  const removed = listField(item, "removedNames").length + listField(item, "removedTypes").length;
  const parts = [
    ...(added > 0 ? [`${plural(added, noun)} added`] : []),
    ...(removed > 0 ? [`${plural(removed, noun)} removed`] : []),
  ];
  return parts.length === 0 ? `${noun}s changed` : parts.join(", ");
}

function problems(item: JsonObject): string {
  const found = objectsField(item, "files").reduce(
    (sum, one) => sum + listField(one, "diagnostics").length,
    0,
  );
  return `the editor reports ${plural(found, "problem")}`;
}
