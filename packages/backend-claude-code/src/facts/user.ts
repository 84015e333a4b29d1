import { isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import {
  flagField,
  isHumanPrompt,
  parseCommand,
  promptText,
  tagText,
  type Wrapper,
  wrapperOf,
} from "../entry/index.ts";
import { closeCall } from "./calls.ts";
import { clip, keep } from "./clip.ts";
import { type FactsState, MAX_ID, MAX_PROMPT } from "./state.ts";
import { end, goOn } from "./turn.ts";

const INTERRUPTED = "interrupted";

/** A `user` line: tool results, a prompt, or what the tool chain says in the user's name. */
export function readUser(state: FactsState, line: JsonObject, at: number | undefined): void {
  const mode = own(line, "permissionMode");
  if (mode !== undefined) state.permissionMode = keep(mode, MAX_ID) ?? state.permissionMode;
  const message = own(line, "message");
  const content = isObject(message) ? own(message, "content") : undefined;
  const text = readResults(state, line, content, at);
  if (text === undefined) return;
  state.warmUp ??= text.trim() === "Warmup";
  readText(state, line, text, at);
}

/** `queued_command`: a prompt typed while the model worked. */
export function readQueuedPrompt(state: FactsState, line: JsonObject): void {
  if (isHumanPrompt(line)) addPrompt(state, promptText(line));
}

/** Closes the calls that are answered; returns the first text of a line that holds any. */
function readResults(
  state: FactsState,
  line: JsonObject,
  content: Json | undefined,
  at: number | undefined,
): string | undefined {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  let text: string | undefined;
  let results = false;
  let others = false;
  for (const block of content) {
    if (!isObject(block)) continue;
    const type = own(block, "type");
    if (type === "tool_result") {
      closeCall(state, block, own(line, "toolUseResult"));
      results = true;
    } else if (type !== "text") others = true;
    else if (text === undefined) text = asText(own(block, "text"));
  }
  if (results) goOn(state, "model", at);
  return text ?? (others && !results ? "" : undefined);
}

function asText(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function readText(state: FactsState, line: JsonObject, text: string, at: number | undefined): void {
  const wrapper = wrapperOf(text);
  if (flagField(line, "isCompactSummary") || wrapper === "summary") return;
  if (wrapper === "interruption") end(state, "done", at, INTERRUPTED);
  else if (flagField(line, "isMeta")) readMeta(state, wrapper, at);
  else if (wrapper === undefined || wrapper === "reminder") readPrompt(state, line, at);
  else readWrapped(state, wrapper, text, at);
}

/** A hidden line sets the model to work when it expands a command or hands on what a stop hook said. */
function readMeta(state: FactsState, wrapper: Wrapper | undefined, at: number | undefined): void {
  if (wrapper === "caveat" || wrapper === "command-output") return;
  if (state.turn.kind === "command" || wrapper === "mail" || wrapper === "notification")
    goOn(state, "model", at);
}

function readPrompt(state: FactsState, line: JsonObject, at: number | undefined): void {
  if (state.agent || isHumanPrompt(line)) addPrompt(state, promptText(line));
  startTurn(state, at);
}

function readWrapped(state: FactsState, wrapper: Wrapper, text: string, at: number | undefined): void {
  if (wrapper === "command") readCommand(state, text, at);
  else if (wrapper === "shell-input") readShell(state, text, at);
  else if (wrapper === "command-output" || wrapper === "shell-output") end(state, "done", at);
  else if (wrapper === "notification" || wrapper === "mail") startTurn(state, at);
}

function readCommand(state: FactsState, text: string, at: number | undefined): void {
  const command = parseCommand(text);
  if (command === undefined) return;
  const typed = `${command.name} ${command.args}`;
  state.firstCommand ??= clip(typed, MAX_PROMPT);
  startTurn(state, at);
  if (command.name !== "/compact") goOn(state, "command", at, `runs ${command.name}`);
  else goOn(state, "model", at, "compacts the conversation");
}

function readShell(state: FactsState, text: string, at: number | undefined): void {
  state.firstCommand ??= clip(`!${tagText(text, "bash-input") ?? ""}`, MAX_PROMPT);
  startTurn(state, at);
  goOn(state, "model", at, "runs a shell command");
}

function addPrompt(state: FactsState, text: string): void {
  state.prompts++;
  const prompt = clip(text, MAX_PROMPT);
  if (prompt === null) return;
  state.firstPrompt ??= prompt;
  state.lastPrompt = prompt;
}

/** Whatever was open when somebody spoke again will never be answered. */
function startTurn(state: FactsState, at: number | undefined): void {
  if (state.open.length > 0) state.open = [];
  state.turn.since = at ?? state.lastAt;
  state.turn.kind = "model";
  goOn(state, "model", at);
}
