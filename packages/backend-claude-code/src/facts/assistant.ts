import { isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import { contentText, filledField, flagField, objectField } from "../entry/index.ts";
import { openCall } from "./calls.ts";
import { keep } from "./clip.ts";
import { readModel, readUsage } from "./context.ts";
import { type FactsState, MAX_ID } from "./state.ts";
import { end, goOn } from "./turn.ts";
import { recordsStopReason } from "./writer.ts";

const SYNTHETIC = "<synthetic>";
const ERROR_BODY = /^(API Error: \d{3}) \{[^\n]*?"message":\s*"([^"\\]{1,200})"/;

/** Why an answer ended where it is not simply finished. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["max_tokens", "cut off at the output limit"],
  ["refusal", "the model refused to answer"],
  ["model_context_window_exceeded", "the context is full"],
]);

/** An `assistant` line: usually one block of an answer. */
export function readAssistant(state: FactsState, line: JsonObject, at: number | undefined): void {
  const message = objectField(line, "message");
  if (message === undefined) return;
  if (own(message, "model") === SYNTHETIC || flagField(line, "isApiErrorMessage")) {
    readSynthetic(state, line, message, at);
    return;
  }
  startMessage(state, own(message, "id"));
  readModel(state, message);
  readUsage(state, message);
  const last = readBlocks(state, own(message, "content"));
  readStop(state, message, last, at);
}

/** A line that the tool wrote in the model's name: an API error, or a filler after an interrupted resume. */
function readSynthetic(
  state: FactsState,
  line: JsonObject,
  message: JsonObject,
  at: number | undefined,
): void {
  const failed = flagField(line, "isApiErrorMessage") || filledField(line, "error") !== undefined;
  if (!failed) {
    if (state.turn.kind !== "done") end(state, "done", at);
    return;
  }
  end(state, "error", at, errorWords(contentText(own(message, "content")).slice(0, 1_000)));
}

/** What an error says: the message out of the JSON that some carry, else its own words. */
function errorWords(text: string): string {
  const [, status, message] = ERROR_BODY.exec(text) ?? [];
  return status !== undefined && message !== undefined ? `${status}: ${message}` : text || "API error";
}

/** A new message means that all calls of the one before were answered, even where a result was lost. */
function startMessage(state: FactsState, id: Json | undefined): void {
  const known = keep(id, MAX_ID);
  if (known !== null && known === state.messageId) return;
  state.messageId = known;
  state.replies++;
  if (state.open.length > 0) state.open = [];
}

function readBlocks(state: FactsState, content: Json | undefined): string {
  if (typeof content === "string") return "text";
  if (!Array.isArray(content)) return "";
  let last = "";
  for (const block of content) {
    if (!isObject(block)) continue;
    const type = own(block, "type");
    if (typeof type === "string") last = type;
    if (type === "tool_use") openCall(state, block);
  }
  return last;
}

function readStop(state: FactsState, message: JsonObject, last: string, at: number | undefined): void {
  const stop = own(message, "stop_reason");
  if (typeof stop !== "string") {
    goOn(state, last === "text" && !recordsStopReason(state.version) ? "said" : "model", at);
  } else if (stop === "tool_use" || stop === "pause_turn") goOn(state, "model", at);
  else end(state, "done", at, ENDINGS.get(stop));
}
