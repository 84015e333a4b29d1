import type { ConversationEvent, JsonObject } from "@vibedeck/core";
import type { Decoded } from "../../src/protocol/decoded.ts";
import { Decoder } from "../../src/protocol/decoder.ts";

export const NOW: number = Date.UTC(2026, 10, 24, 10, 30);
export const SESSION = "0a1b2c3d-1111-4222-8333-444455556666";
export const ID = "11111111-2222-4333-8444-555555555555";

/** A decoder as a conversation has it. */
export function decoder(modes: readonly string[] = ["default", "acceptEdits", "plan"]): Decoder {
  return new Decoder({ modes, now: () => NOW });
}

/** What lines mean to one decoder. */
export function decode(lines: readonly unknown[], one: Decoder = decoder()): readonly Decoded[] {
  return lines.flatMap((line) => one.decode(typeof line === "string" ? line : JSON.stringify(line)));
}

/** The events that lines mean. */
export function events(lines: readonly unknown[], one?: Decoder): readonly ConversationEvent[] {
  return decode(lines, one).flatMap((what) => (what.type === "event" ? [what.event] : []));
}

/** The lines below are as Claude Code 2.1.330 writes them, shortened where nothing is read. */
const more = { session_id: SESSION, uuid: "679e0b41-2c60-46b7-aa7f-7dd5811c082b" };

export const init: JsonObject = {
  type: "system",
  subtype: "init",
  cwd: "/srv/project",
  tools: ["Bash"],
  mcp_servers: [],
  model: "claude-opus-5-5",
  permissionMode: "default",
  slash_commands: ["compact"],
  claude_code_version: "2.1.330",
  ...more,
};

export function status(value: string | null, extra: JsonObject = {}): JsonObject {
  return { type: "system", subtype: "status", status: value, ...more, ...extra };
}

export function lifecycle(state: string, id: string = ID): JsonObject {
  return { type: "command_lifecycle", command_uuid: id, state, ...more };
}

export function stream(event: JsonObject, agent: string | null = null): JsonObject {
  return { type: "stream_event", event, parent_tool_use_id: agent, ...more };
}

export function starts(id: string, agent: string | null = null): JsonObject {
  return stream({ type: "message_start", message: { id, role: "assistant", content: [] } }, agent);
}

export function block(index: number, content: JsonObject, agent: string | null = null): JsonObject {
  return stream({ type: "content_block_start", index, content_block: content }, agent);
}

export function delta(index: number, content: JsonObject, agent: string | null = null): JsonObject {
  return stream({ type: "content_block_delta", index, delta: content }, agent);
}

export function assistant(content: readonly JsonObject[], extra: JsonObject = {}): JsonObject {
  const message = { id: "msg_1", type: "message", role: "assistant", model: "claude-opus-5-5", content };
  return { type: "assistant", message, parent_tool_use_id: null, ...more, ...extra };
}

export function apiError(text: string, extra: JsonObject = {}): JsonObject {
  const message = {
    id: "e1",
    type: "message",
    role: "assistant",
    model: "<synthetic>",
    content: [{ type: "text", text }],
  };
  return {
    type: "assistant",
    message,
    parent_tool_use_id: null,
    is_api_error_message: true,
    ...more,
    ...extra,
  };
}

export function result(extra: JsonObject = {}): JsonObject {
  return {
    type: "result",
    subtype: "success",
    is_error: false,
    duration_ms: 1_259,
    num_turns: 2,
    result: "done",
    total_cost_usd: 0.0003,
    usage: {
      input_tokens: 20,
      output_tokens: 10,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 3,
    },
    permission_denials: [],
    terminal_reason: "completed",
    ...more,
    ...extra,
  };
}

export function ask(tool: string, input: JsonObject, extra: JsonObject = {}): JsonObject {
  return {
    type: "control_request",
    request_id: "r1",
    request: {
      subtype: "can_use_tool",
      tool_name: tool,
      display_name: tool,
      input,
      tool_use_id: "toolu_1",
      ...extra,
    },
  };
}
