import type { ConversationEvent, JsonObject } from "@vibedeck/core";
import { countField, filledField, objectField, textField } from "../entry/index.ts";
import { type Decoded, told } from "./decoded.ts";

type Kind = "text" | "thinking" | "tool";

/** A message that is being written. */
interface Writing {
  readonly messageId: string;
  readonly kinds: Map<number, Kind>;
}

/** More sub-agents than this do not write at once, and more blocks no message has. */
const MAX_WRITERS = 64;
const MAX_BLOCKS = 1_000;
const MAX_ID = 200;

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ["text", "text"],
  ["thinking", "thinking"],
  ["redacted_thinking", "thinking"],
  ["tool_use", "tool"],
  ["server_tool_use", "tool"],
  ["mcp_tool_use", "tool"],
]);

const DELTAS: ReadonlyMap<string, string> = new Map([
  ["text_delta", "text"],
  ["thinking_delta", "thinking"],
  ["input_json_delta", "partial_json"],
]);

const PHASES: Readonly<Record<Kind, string>> = {
  text: "writes",
  thinking: "thinks",
  tool: "prepares a call",
};

/** Follows the messages that are being written, of the agent and of its sub-agents. */
export class Partials {
  readonly #writing = new Map<string, Writing>();

  /** Reads a `stream_event` line. `undefined` for an event that is not known. */
  read(line: JsonObject): readonly Decoded[] | undefined {
    const event = objectField(line, "event");
    const agent = filledField(line, "parent_tool_use_id");
    switch (textField(event, "type")) {
      case "message_start":
        return this.#start(agent, objectField(event, "message"));
      case "content_block_start":
        return this.#block(agent, event);
      case "content_block_delta":
        return this.#delta(agent, event);
      case "content_block_stop":
      case "message_delta":
      case "message_stop":
      case "ping":
        return [];
      default:
        return undefined;
    }
  }

  #start(agent: string | undefined, message: JsonObject | undefined): readonly Decoded[] | undefined {
    const id = filledField(message, "id");
    if (id === undefined || id.length > MAX_ID || (agent?.length ?? 0) > MAX_ID) return undefined;
    const key = agent ?? "";
    if (this.#writing.size >= MAX_WRITERS && !this.#writing.has(key)) this.#writing.clear();
    this.#writing.set(key, { messageId: `m:${id}`, kinds: new Map() });
    return [];
  }

  #block(agent: string | undefined, event: JsonObject | undefined): readonly Decoded[] | undefined {
    const writing = this.#writing.get(agent ?? "");
    const index = countField(event, "index");
    const block = objectField(event, "content_block");
    const type = textField(block, "type") ?? "";
    if (writing === undefined || index === undefined || !Number.isInteger(index) || index >= MAX_BLOCKS)
      return undefined;
    const kind = KINDS.get(type);
    // Results of the service's own tools: the transcript shows them when they are whole.
    if (kind === undefined) return [];
    writing.kinds.set(index, kind);
    const tool = kind === "tool" ? filledField(block, "name")?.slice(0, MAX_ID) : undefined;
    const text = kind === "tool" ? "" : (textField(block, kind) ?? "");
    const phase: ConversationEvent = {
      type: "phase",
      text: tool === undefined ? PHASES[kind] : `prepares ${tool}`,
    };
    const partial = partialEvent(writing.messageId, index, kind, text, agent, tool);
    return agent === undefined ? [told(phase), told(partial)] : [told(partial)];
  }

  #delta(agent: string | undefined, event: JsonObject | undefined): readonly Decoded[] | undefined {
    const writing = this.#writing.get(agent ?? "");
    const index = countField(event, "index");
    const delta = objectField(event, "delta");
    const type = textField(delta, "type");
    if (writing === undefined || index === undefined || type === undefined) return undefined;
    const field = DELTAS.get(type);
    const kind = writing.kinds.get(index);
    // Signatures, citations and the like are not shown while they come.
    if (field === undefined || kind === undefined) return [];
    const text = textField(delta, field) ?? "";
    return text === "" ? [] : [told(partialEvent(writing.messageId, index, kind, text, agent))];
  }
}

function partialEvent(
  messageId: string,
  index: number,
  kind: Kind,
  text: string,
  agent: string | undefined,
  tool?: string,
): ConversationEvent {
  return {
    type: "partial",
    messageId,
    index,
    kind,
    text,
    ...(tool === undefined ? {} : { tool }),
    ...(agent === undefined ? {} : { agent }),
  };
}
