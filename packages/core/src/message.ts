import type { Json } from "./json.ts";
import type { TokenCounts } from "./session.ts";
import type { ToolResultView, ToolView } from "./tool-view.ts";

/** Who speaks. `tool` is a tool's answer; `system` is the tool chain itself. */
export type Role = "user" | "assistant" | "tool" | "system";

/**
 * A message, or a fragment of one: fragments with the same `id` are one message, in the order of their cursors.
 * {@link Transcript} joins them and joins tool results with their calls.
 */
export interface Message {
  /** Unique within a session; the same for all fragments of one message. */
  readonly id: string;
  readonly role: Role;
  /** `generation.offset` of the first fragment. Filled in by the engine. */
  readonly cursor?: string;
  /** `generation.offset` of the last fragment; equal to `cursor` for a single one. Filled in by the engine. */
  readonly last?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly blocks: readonly Block[];
  /** Set when a reader rarely wants it: shown as one line that opens. The text says what it is ("hook output"). */
  readonly folded?: string;
  /** True for a prompt that a person wrote: what next/previous prompt jumps to. */
  readonly prompt?: boolean;
  readonly model?: string;
  readonly stopReason?: string;
  readonly usage?: TokenCounts;
  /** US dollars at list price. Filled in by the engine; absent when unknown. */
  readonly usd?: number;
  /** Set when the message belongs to a sub-agent whose lines stand in the parent's file. */
  readonly agentId?: string;
  /** Characters left out of long texts on the wire; the whole message can be asked for. Filled in by the engine. */
  readonly clipped?: number;
}

/** One piece of a message. Strings come from strangers: show them as text, or as sanitised Markdown. */
export type Block =
  | { readonly type: "text"; readonly text: string; readonly format: "markdown" | "plain" | "ansi" }
  | {
      readonly type: "thinking";
      readonly text: string /** No text was recorded. */;
      readonly hidden?: boolean;
    }
  | ToolUseBlock
  | ToolResultBlock
  | ImageBlock
  | { readonly type: "document"; readonly mediaType: string; readonly title?: string; readonly bytes: number }
  | {
      readonly type: "command";
      readonly name: string;
      readonly args: string /** `!command` in a shell. */;
      readonly shell?: boolean;
    }
  | { readonly type: "output"; readonly stdout: string; readonly stderr: string }
  | NoticeBlock
  | { readonly type: "divider"; readonly label: string; readonly detail?: string }
  | { readonly type: "attachment"; readonly label: string; readonly path?: string; readonly text?: string }
  | { readonly type: "raw" /** Why it is shown raw. */; readonly reason: string; readonly value: Json };

/** A line of the tool chain: an API error, an interruption, a retry, a hook that stopped the turn. */
export interface NoticeBlock {
  readonly type: "notice";
  readonly level: "info" | "warning" | "error";
  readonly text: string;
  readonly detail?: string;
}

/** A call of a tool. */
export interface ToolUseBlock {
  readonly type: "tool_use";
  readonly toolId: string;
  /** The tool's name as the transcript has it. */
  readonly name: string;
  /** What it was given, as the transcript has it. */
  readonly input: Json;
  /** The same in a form made for reading; `generic` when the tool is not known. */
  readonly view: ToolView;
  /** Joined by {@link Transcript}. */
  readonly result?: ToolResultBlock;
}

/** What a tool answered. */
export interface ToolResultBlock {
  readonly type: "tool_result";
  readonly toolId: string;
  readonly isError: boolean;
  /** The person said no, or a rule did: the reason in a few words. */
  readonly denied?: string;
  readonly view: ToolResultView;
  readonly at?: number;
}

/** An image that the transcript holds. */
export interface ImageBlock {
  readonly type: "image";
  /** `image/png`, `image/jpeg`, `image/gif` or `image/webp`. */
  readonly mediaType: string;
  /** Base64. The engine takes it out of pages and sets `index` instead. */
  readonly data?: string;
  /** Bytes of the decoded image. */
  readonly bytes: number;
  /** Position among the images of the entry at `cursor`: the image is served from there. */
  readonly index?: number;
  readonly cursor?: string;
}
