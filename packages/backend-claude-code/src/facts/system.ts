import { type JsonObject, own } from "@vibedeck/core";
import { countField, flagField, objectField, textField, wrapperOf } from "../entry/index.ts";
import { readCompaction } from "./context.ts";
import type { FactsState } from "./state.ts";
import { end, goOn, retry } from "./turn.ts";

type Reader = (state: FactsState, line: JsonObject, at: number | undefined) => void;

/** What says something of the turn; other subtypes are for readers only. */
const SUBTYPES: ReadonlyMap<unknown, Reader> = new Map([
  ["turn_duration", readTurnEnd],
  ["stop_hook_summary", readStopHooks],
  ["api_error", readRetry],
  ["local_command", readLocalCommand],
  ["compact_boundary", readBoundary],
]);

/** A `system` line: what the tool chain says of the turn. */
export function readSystem(state: FactsState, line: JsonObject, at: number | undefined): void {
  SUBTYPES.get(own(line, "subtype"))?.(state, line, at);
}

/** `queue-operation`: a prompt that waits in an idle session starts a turn soon, unless it is taken back. */
export function readQueue(state: FactsState, line: JsonObject, at: number | undefined): void {
  const operation = own(line, "operation");
  const { kind } = state.turn;
  if (operation === "enqueue" && (kind === "done" || kind === "error" || kind === "none"))
    goOn(state, "queued", at);
  else if ((operation === "remove" || operation === "popAll") && kind === "queued") end(state, "done", at);
}

/** `cost-state` is written when a session ends. What went wrong before stays to be seen. */
export function readSessionEnd(state: FactsState): void {
  if (state.turn.kind === "error") return;
  if (state.turn.kind === "done" || state.turn.kind === "none") state.turn.reason ??= "ended";
  else end(state, "done", undefined, "ended");
}

function readTurnEnd(state: FactsState, line: JsonObject, at: number | undefined): void {
  const agents = countField(line, "pendingBackgroundAgentCount") ?? 0;
  const workflows = countField(line, "pendingWorkflowCount") ?? 0;
  if (agents + workflows > 0) end(state, "done", at, "work goes on in the background");
  else if (!hasEnded(state)) end(state, "done", at);
}

function readStopHooks(state: FactsState, line: JsonObject, at: number | undefined): void {
  if (flagField(line, "preventedContinuation")) end(state, "done", at, "stopped by a hook");
  else if (!hasEnded(state)) end(state, "done", at);
}

/** The line before said that the turn is over, and perhaps why: that stays. */
function hasEnded(state: FactsState): boolean {
  return state.turn.kind === "done" || state.turn.kind === "error";
}

function readRetry(state: FactsState, line: JsonObject, at: number | undefined): void {
  const attempt = countField(line, "retryAttempt");
  const most = countField(line, "maxRetries");
  const count = attempt === undefined || most === undefined ? "" : ` (${attempt} of ${most})`;
  retry(state, at, countField(line, "retryInMs") ?? 0, `tries again after an API error${count}`);
}

function readLocalCommand(state: FactsState, line: JsonObject, at: number | undefined): void {
  const command = wrapperOf(textField(line, "content") ?? "") === "command";
  if (command) goOn(state, "command", at);
  else end(state, "done", at);
}

/** After a compaction that the tool started by itself the model goes on; after `/compact` it is the person's turn. */
function readBoundary(state: FactsState, line: JsonObject, at: number | undefined): void {
  readCompaction(state, line);
  if (own(objectField(line, "compactMetadata") ?? {}, "trigger") === "manual") end(state, "done", at);
  else goOn(state, "model", at);
}
