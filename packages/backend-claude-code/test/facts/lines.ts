import type { JsonObject, RawEntry, SessionFacts, SessionRef } from "@vibedeck/core";
import { type FactsState, factsOf, reduceFacts, startState } from "../../src/facts/index.ts";

/** A main transcript, as discovery names it. */
export const SESSION: SessionRef = {
  id: "3065c678-2605-4707-9a03-a9c2b0cf758e",
  kind: "session",
  group: "-home-ada-deck",
};

/** A sub-agent's transcript of the flat layout. */
export const AGENT: SessionRef = { id: "a02a5b8", kind: "subagent", group: "-home-ada-deck" };

export const START: number = Date.parse("2026-08-13T11:34:30.000Z");

/** A time so many seconds after {@link START}, as transcripts write it. */
export function at(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString();
}

/** Wraps parsed lines the way a tailer yields them. */
export function entriesOf(lines: readonly JsonObject[]): RawEntry[] {
  return lines.map((value, index) => ({ offset: index * 100, bytes: 100, value }));
}

/** The state after some lines. */
export function stateOf(lines: readonly JsonObject[], ref: SessionRef = SESSION): FactsState {
  let state = startState(ref);
  for (const entry of entriesOf(lines)) state = reduceFacts(state, entry);
  return state;
}

/** The facts after some lines. */
export function factsAfter(lines: readonly JsonObject[], ref: SessionRef = SESSION): SessionFacts {
  return factsOf(stateOf(lines, ref));
}

let serial = 0;

/** What every line of the conversation carries. */
export function envelope(extra: JsonObject = {}): JsonObject {
  serial += 1;
  return {
    parentUuid: null,
    isSidechain: false,
    userType: "external",
    cwd: "/home/ada/deck",
    sessionId: SESSION.id,
    version: "2.1.227",
    gitBranch: "main",
    uuid: `00000000-0000-4000-8000-${String(serial).padStart(12, "0")}`,
    timestamp: at(0),
    ...extra,
  };
}

export function prompt(content: string, extra: JsonObject = {}): JsonObject {
  return envelope({ type: "user", message: { role: "user", content }, ...extra });
}

export function result(toolId: string, extra: JsonObject = {}, isError = false): JsonObject {
  const block = { type: "tool_result", tool_use_id: toolId, content: "done", is_error: isError };
  return envelope({ type: "user", message: { role: "user", content: [block] }, ...extra });
}

const USAGE = {
  input_tokens: 3,
  cache_read_input_tokens: 20_000,
  cache_creation_input_tokens: 1_000,
  output_tokens: 9,
};

export interface Reply {
  readonly id?: string;
  readonly stop?: string | null;
  readonly model?: string;
  readonly usage?: JsonObject;
  readonly line?: JsonObject;
}

/** One `assistant` line with one block, as Claude Code writes it. */
export function reply(
  block: JsonObject,
  { id = "msg_1", stop = null, model, usage, line }: Reply = {},
): JsonObject {
  const message = {
    id,
    type: "message",
    role: "assistant",
    model: model ?? "claude-opus-5",
    content: [block],
    stop_reason: stop,
    usage: usage ?? USAGE,
  };
  return envelope({ type: "assistant", message, ...line });
}

export function text(words: string): JsonObject {
  return { type: "text", text: words };
}

export function call(name: string, id = "toolu_1", input: JsonObject = {}): JsonObject {
  return { type: "tool_use", id, name, input };
}

export function system(subtype: string, extra: JsonObject = {}): JsonObject {
  return envelope({ type: "system", subtype, ...extra });
}
