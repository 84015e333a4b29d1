import { type JsonObject, own } from "@vibedeck/core";
import { timestamp } from "../entry/index.ts";
import { keep } from "./clip.ts";
import { readCostState } from "./context.ts";
import { readPublishedPage, readPullRequest } from "./links.ts";
import { readFork, readRelocation, readWorktree } from "./place.ts";
import { type FactsState, MAX_ID } from "./state.ts";
import { readQueue, readSessionEnd } from "./system.ts";
import { readAgentName, readAiTitle, readCustomTitle, readLastPrompt, readSummary } from "./titles.ts";

type Reader = (state: FactsState, line: JsonObject) => void;

const nothing: Reader = () => {};

/** Known entries outside the conversation, by type. Those that say nothing about the session are known all the same. */
export const STATE_LINES: ReadonlyMap<unknown, Reader> = new Map([
  ["custom-title", readCustomTitle],
  ["agent-name", readAgentName],
  ["ai-title", readAiTitle],
  ["last-prompt", readLastPrompt],
  ["permission-mode", readPermissionMode],
  ["summary", readSummary],
  ["queue-operation", (state, line) => readQueue(state, line, timestamp(line))],
  ["pr-link", readPullRequest],
  ["frame-link", readPublishedPage],
  ["worktree-state", readWorktree],
  ["relocated", readRelocation],
  ["fork-context-ref", readFork],
  ["cost-state", readBill],
  ["file-history-snapshot", nothing],
  ["file-history-delta", nothing],
  ["mode", nothing],
  ["agent-color", nothing],
  ["agent-setting", nothing],
  ["bridge-session", nothing],
  ["model_changed", nothing],
  ["task-summary", nothing],
  ["content-replacement", nothing],
  ["atis-latch", nothing],
  ["tools-used", nothing],
  ["api-request", nothing],
  ["api-request-shape", nothing],
  ["api-request-blob", nothing],
  ["artifact-comment-monitor", nothing],
  ["artifact-autoreact-ledger", nothing],
  ["marble-origami-commit", nothing],
  ["marble-origami-snapshot", nothing],
] satisfies [string, Reader][]);

function readPermissionMode(state: FactsState, line: JsonObject): void {
  state.permissionMode = keep(own(line, "permissionMode"), MAX_ID) ?? state.permissionMode;
}

function readBill(state: FactsState, line: JsonObject): void {
  readCostState(state, line);
  readSessionEnd(state);
}
