import { type Json, type JsonObject, own, type RawEntry } from "@vibedeck/core";
import { flagField, timestamp } from "../entry/index.ts";
import { readAssistant } from "./assistant.ts";
import { keep } from "./clip.ts";
import { readCostState } from "./context.ts";
import { readPublishedPage, readPullRequest } from "./links.ts";
import { readEnvelope, readRelocation, readWorktree } from "./place.ts";
import { type FactsState, MAX_ID } from "./state.ts";
import { readQueue, readSessionEnd, readSystem } from "./system.ts";
import { readAnchor, readLastPrompt, readSummary, readTitle } from "./titles.ts";
import { readQueuedPrompt, readUser } from "./user.ts";

/** Folds an entry into the state, in place. It never throws: what a line does not hold is not taken from it. */
export function reduceFacts(state: FactsState, entry: RawEntry): FactsState {
  state.lines++;
  const line = entry.value;
  if (entry.problem !== undefined || line === undefined) {
    state.bad++;
    return state;
  }
  const type = own(line, "type");
  if (typeof type !== "string") state.unknown++;
  else if (type === "assistant" || type === "user") readMessage(state, type, line);
  else if (TREE.has(type)) readTreeLine(state, type, line);
  else readStateLine(state, type, line);
  return state;
}

/** Lines of the conversation that are no messages. */
const TREE: ReadonlySet<string> = new Set(["system", "attachment", "progress"]);

/** Entries that say nothing about the session but that a reader knows. */
const SILENT: ReadonlySet<string> = new Set([
  "file-history-snapshot",
  "file-history-delta",
  "mode",
  "agent-color",
  "agent-setting",
  "bridge-session",
]);

function readMessage(state: FactsState, type: "user" | "assistant", line: JsonObject): void {
  state.messages++;
  readAnchor(state, line);
  readEnvelope(state, line);
  if (!state.agent && flagField(line, "isSidechain")) return;
  const at = timestamp(line);
  if (at !== undefined && !flagField(line, "isMeta")) {
    state.firstAt ??= at;
    state.lastAt = at;
  }
  if (type === "assistant") readAssistant(state, line, at);
  else readUser(state, line, at);
}

function readTreeLine(state: FactsState, type: string, line: JsonObject): void {
  readAnchor(state, line);
  if (type === "progress") return;
  readEnvelope(state, line);
  if (!state.agent && flagField(line, "isSidechain")) return;
  if (type === "system") readSystem(state, line, timestamp(line));
  else readQueuedPrompt(state, line);
}

function readStateLine(state: FactsState, type: string, line: JsonObject): void {
  switch (type) {
    case "custom-title":
    case "agent-name":
    case "ai-title":
      return readTitle(state, type, line);
    case "last-prompt":
      return readLastPrompt(state, line);
    case "permission-mode":
      return readPermissionMode(state, own(line, "permissionMode"));
    case "summary":
      return readSummary(state, line);
    case "queue-operation":
      return readQueue(state, line, timestamp(line));
    case "pr-link":
      return readPullRequest(state, line);
    case "frame-link":
      return readPublishedPage(state, line);
    case "worktree-state":
      return readWorktree(state, line);
    case "relocated":
      return readRelocation(state, line);
    case "cost-state":
      readCostState(state, line);
      return readSessionEnd(state);
    default:
      if (!SILENT.has(type)) state.unknown++;
  }
}

function readPermissionMode(state: FactsState, mode: Json | undefined): void {
  state.permissionMode = keep(mode, MAX_ID) ?? state.permissionMode;
}
