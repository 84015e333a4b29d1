import type { Block, JsonObject } from "@vibedeck/core";
import { countField, filledField, firstLine, numberField, objectField, textsField } from "../entry/index.ts";
import { jsonText } from "./bounded-json.ts";
import { type Draft, foldedDraft } from "./draft.ts";
import { baseName, count } from "./words.ts";

type Label = (value: JsonObject) => string;

/**
 * Lines that keep the state of a session: they are written again and again, and the last one wins. The list of
 * sessions shows what they say; in the conversation each is a folded line.
 */
const LABELS: ReadonlyMap<string, Label> = new Map<string, Label>([
  ["ai-title", (value) => named("title", value, "aiTitle")],
  ["custom-title", (value) => named("title given by you", value, "customTitle")],
  ["summary", (value) => named("title", value, "summary")],
  ["agent-name", (value) => named("name", value, "agentName")],
  ["agent-color", (value) => named("colour", value, "agentColor")],
  ["agent-setting", (value) => named("agent", value, "agentSetting")],
  ["mode", (value) => named("mode", value, "mode")],
  ["permission-mode", (value) => named("permission mode", value, "permissionMode")],
  ["model_changed", (value) => named("model", value, "model")],
  ["last-prompt", (value) => named("last prompt", value, "lastPrompt")],
  ["task-summary", (value) => named("task", value, "summary")],
  ["queue-operation", queueLabel],
  ["pr-link", pullRequestLabel],
  ["frame-link", (value) => named("published page", value, "title")],
  ["bridge-session", () => "link to remote control"],
  ["worktree-state", (value) => worktreeLabel(value)],
  ["relocated", (value) => named("moved to", value, "relocatedCwd")],
  ["file-history-snapshot", snapshotLabel],
  [
    "file-history-delta",
    (value) => `checkpoint of ${baseName(filledField(value, "trackingPath") ?? "a file")}`,
  ],
  ["cost-state", costLabel],
  ["fork-context-ref", (value) => named("forked from session", value, "parentSessionId")],
  ["content-replacement", () => "content replaced"],
  ["atis-latch", () => "session state"],
  ["tools-used", toolsLabel],
  ["api-request", () => "request to the API"],
  ["api-request-shape", () => "form of the requests to the API"],
  ["api-request-blob", () => "part of a request to the API"],
  ["artifact-comment-monitor", () => "comments on a published page"],
  ["artifact-autoreact-ledger", () => "reactions on a published page"],
  ["marble-origami-commit", () => "session state"],
  ["marble-origami-snapshot", () => "session state"],
]);

/** Longest text in a label, in characters. */
const LABEL_LIMIT = 100;

/** Fields that say nothing beside the label. */
const ENVELOPE: ReadonlySet<string> = new Set([
  "type",
  "sessionId",
  "session_id",
  "timestamp",
  "uuid",
  "parentUuid",
]);

/** The folded line of a state entry; `undefined` for a type that is not known. */
export function stateDrafts(type: string, value: JsonObject): readonly Draft[] | undefined {
  const label = LABELS.get(type);
  return label === undefined ? undefined : [foldedDraft(label(value), stateBlocks(type, value))];
}

function stateBlocks(type: string, value: JsonObject): readonly Block[] {
  // They repeat the whole conversation and its instructions: the raw entry has them.
  if (type.startsWith("api-request")) return [];
  const content = filledField(value, type === "last-prompt" ? "lastPrompt" : "content");
  if (content !== undefined) return [{ type: "text", text: content, format: "plain" }];
  const rest = Object.entries(value).filter(([key]) => !ENVELOPE.has(key));
  // A single short text stands in the label already.
  if (rest.every(([, item]) => typeof item === "string" && item.length <= LABEL_LIMIT) && rest.length <= 1)
    return [];
  return [{ type: "text", text: jsonText(Object.fromEntries(rest)), format: "plain" }];
}

function named(label: string, value: JsonObject, key: string): string {
  const text = filledField(value, key);
  return text === undefined ? label : `${label}: ${firstLine(text, LABEL_LIMIT)}`;
}

function queueLabel(value: JsonObject): string {
  const text = filledField(value, "content");
  const about = text === undefined ? "a prompt" : firstLine(text.replaceAll(/<[a-z][a-z-]{0,40}>/g, ""), 80);
  const operation = filledField(value, "operation") ?? "?";
  if (operation === "enqueue") return `queued: ${about}`;
  if (operation === "dequeue") return "taken from the queue";
  if (operation === "remove") return "removed from the queue";
  return operation === "popAll" ? "queue put back into the editor" : `queue: ${firstLine(operation, 40)}`;
}

function toolsLabel(value: JsonObject): string {
  const names = textsField(value, "tools");
  return names.length === 0 ? "tools in use" : `tools in use: ${firstLine(names.join(", "), LABEL_LIMIT)}`;
}

function pullRequestLabel(value: JsonObject): string {
  const number = numberField(value, "prNumber");
  const repository = filledField(value, "prRepository");
  return `pull request${number === undefined ? "" : ` #${number}`}${repository === undefined ? "" : ` of ${firstLine(repository, 80)}`}`;
}

function worktreeLabel(value: JsonObject): string {
  const name = filledField(objectField(value, "worktreeSession"), "worktreeName");
  return name === undefined ? "worktree" : `worktree: ${firstLine(name, 80)}`;
}

function snapshotLabel(value: JsonObject): string {
  const files = Object.keys(objectField(objectField(value, "snapshot"), "trackedFileBackups") ?? {}).length;
  return files === 0 ? "checkpoint" : `checkpoint of ${count(files)} file${files === 1 ? "" : "s"}`;
}

function costLabel(value: JsonObject): string {
  const usd = countField(value, "totalCostUSD");
  return usd === undefined ? "cost so far" : `cost so far: $${usd.toFixed(2)}`;
}
