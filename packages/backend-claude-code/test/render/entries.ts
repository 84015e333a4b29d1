import type { Block, JsonObject, Message, RawEntry, ToolResultView, ToolView } from "@vibedeck/core";
import { messages } from "../../src/render/index.ts";

/** An entry as the tailer would give it for this object. */
export function entry(value: unknown, offset = 0): RawEntry {
  const text = JSON.stringify(value);
  return { offset, bytes: Buffer.byteLength(text) + 1, value: JSON.parse(text) as JsonObject };
}

/** The messages of a line. */
export function render(value: unknown): readonly Message[] {
  return messages(entry(value));
}

/** The only message of a line. */
export function one(value: unknown): Message {
  const [message, ...others] = render(value);
  if (message === undefined || others.length > 0) throw new Error(`${others.length + 1} messages`);
  return message;
}

/** The first block of the only message. */
export function block(value: unknown): Block {
  const [first] = one(value).blocks;
  if (first === undefined) throw new Error("no block");
  return first;
}

const ENVELOPE = {
  uuid: "11111111-1111-4111-8111-111111111111",
  parentUuid: null,
  isSidechain: false,
  sessionId: "22222222-2222-4222-8222-222222222222",
  timestamp: "2026-06-03T10:50:54.363Z",
  cwd: "/home/ann/project",
  version: "2.1.161",
};

export function user(content: unknown, more: object = {}): JsonObject {
  return { ...ENVELOPE, type: "user", message: { role: "user", content }, ...more } as JsonObject;
}

export function assistant(content: unknown, message: object = {}, more: object = {}): JsonObject {
  const body = {
    id: "msg_01",
    type: "message",
    role: "assistant",
    model: "claude-opus-5",
    content,
    ...message,
  };
  return { ...ENVELOPE, type: "assistant", message: body, ...more } as JsonObject;
}

export function system(subtype: string, more: object = {}): JsonObject {
  return { ...ENVELOPE, type: "system", subtype, ...more } as JsonObject;
}

export function attached(attachment: object): JsonObject {
  return { ...ENVELOPE, type: "attachment", attachment } as JsonObject;
}

/** The view of a call of a tool. */
export function call(name: string, input: unknown): ToolView {
  const made = block(assistant([{ type: "tool_use", id: "toolu_1", name, input }]));
  if (made.type !== "tool_use") throw new Error(made.type);
  return made.view;
}

/** A line with one tool result. */
export function answer(content: unknown, toolUseResult?: unknown, more: object = {}): JsonObject {
  const { is_error, ...line } = more as { is_error?: boolean };
  const result = { type: "tool_result", tool_use_id: "toolu_1", content, ...(is_error ? { is_error } : {}) };
  return user([result], { ...(toolUseResult === undefined ? {} : { toolUseResult }), ...line });
}

/** The view of a tool result. */
export function resultView(content: unknown, toolUseResult?: unknown, more: object = {}): ToolResultView {
  const made = render(answer(content, toolUseResult, more))[0]?.blocks[0];
  if (made?.type !== "tool_result") throw new Error(`${made?.type}`);
  return made.view;
}
