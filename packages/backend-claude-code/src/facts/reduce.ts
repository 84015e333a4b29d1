import { type JsonObject, own, type RawEntry } from "@vibedeck/core";
import { flagField, timestamp } from "../entry/index.ts";
import { readAssistant } from "./assistant.ts";
import { readEnvelope } from "./place.ts";
import type { FactsState } from "./state.ts";
import { STATE_LINES } from "./state-lines.ts";
import { readSystem } from "./system.ts";
import { readAnchor } from "./titles.ts";
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
  if (type === "assistant" || type === "user") readMessage(state, type, line);
  else if (type === "progress") readAnchor(state, line);
  else if (type === "system" || type === "attachment") readTreeLine(state, type, line);
  else readStateLine(state, type, line);
  return state;
}

function readMessage(state: FactsState, type: "user" | "assistant", line: JsonObject): void {
  state.messages++;
  readAnchor(state, line);
  readEnvelope(state, line);
  if (isAside(state, line)) return;
  const at = timestamp(line);
  if (at !== undefined && !flagField(line, "isMeta")) {
    state.firstAt ??= at;
    state.lastAt = at;
  }
  if (type === "assistant") readAssistant(state, line, at);
  else readUser(state, line, at);
}

/** Lines of the conversation that are no messages. */
function readTreeLine(state: FactsState, type: "system" | "attachment", line: JsonObject): void {
  readAnchor(state, line);
  readEnvelope(state, line);
  if (isAside(state, line)) return;
  if (type === "system") readSystem(state, line, timestamp(line));
  else readQueuedPrompt(state, line);
}

function readStateLine(state: FactsState, type: unknown, line: JsonObject): void {
  const read = STATE_LINES.get(type);
  if (read === undefined) state.unknown++;
  else read(state, line);
}

/** A sub-agent's line in its parent's file; in a file of its own it is the conversation. */
function isAside(state: FactsState, line: JsonObject): boolean {
  return !state.agent && flagField(line, "isSidechain");
}
