import type { ConversationEvent } from "../../conversation.ts";
import type { Message } from "../../message.ts";
import type { PartialBlock } from "./seams.ts";

/** Characters of one block and of all blocks of a session, and how many blocks there may be. */
const BLOCK_LIMIT = 1_000_000;
const SESSION_LIMIT = 4_000_000;
const MAX_BLOCKS = 2_000;

/** Messages whose blocks in the transcript are counted: parts that come after their block are dropped. */
const MAX_COUNTED = 200;

/** More of a message that is being written. */
export type PartialEvent = Extract<ConversationEvent, { type: "partial" }>;

interface GrowingBlock extends PartialBlock {
  text: string;
  full: boolean;
}

/**
 * Blocks that are being written, until the transcript has as many blocks of their message. Texts only grow; what is
 * over a bound is left out behind a visible "…".
 */
export class Partials {
  /** Raised when blocks became void that the transcript does not have. */
  epoch = 0;
  readonly #blocks = new Map<string, GrowingBlock>();
  readonly #counts = new Map<string, number>();
  #size = 0;
  #list: readonly PartialBlock[] | undefined = [];

  /** Tells whether readers have something to take, and whether it is the first of its block. */
  add(event: PartialEvent): "first" | "more" | undefined {
    const { messageId, index, text } = event;
    if (event.agent !== undefined || index < (this.#counts.get(messageId) ?? 0)) return undefined;
    const block = this.#blocks.get(nameOf(messageId, index)) ?? this.#begin(event);
    if (block === undefined || block.full) return undefined;
    const first = block.text === "" && text !== "";
    const room = Math.min(BLOCK_LIMIT - block.text.length, SESSION_LIMIT - this.#size);
    block.full = text.length > room;
    block.text += block.full ? `${text.slice(0, Math.max(0, room)).toWellFormed()}…` : text;
    this.#size += Math.min(text.length, Math.max(0, room));
    return first ? "first" : "more";
  }

  /** The transcript got these messages: their blocks are no longer shown from here. Tells whether any were. */
  seen(messages: readonly Message[]): boolean {
    let dropped = false;
    for (const { id, role, blocks } of messages) {
      if (role !== "assistant") continue;
      const count = (this.#counts.get(id) ?? 0) + blocks.length;
      this.#count(id, count);
      for (const [name, block] of this.#blocks) {
        if (block.messageId !== id || block.index >= count) continue;
        this.#drop(name, block);
        dropped = true;
      }
    }
    return dropped;
  }

  /** What the transcript lacks is void. Tells whether there was any. */
  clear(): boolean {
    if (this.#blocks.size === 0) return false;
    this.#blocks.clear();
    this.#size = 0;
    this.#list = [];
    this.epoch++;
    return true;
  }

  blocks(): readonly PartialBlock[] {
    this.#list ??= [...this.#blocks.values()];
    return this.#list;
  }

  #begin({ messageId, index, kind, tool }: PartialEvent): GrowingBlock | undefined {
    if (this.#blocks.size >= MAX_BLOCKS) return undefined;
    const block = { messageId, index, kind, ...(tool === undefined ? {} : { tool }), text: "", full: false };
    this.#blocks.set(nameOf(messageId, index), block);
    this.#list = undefined;
    return block;
  }

  #drop(name: string, block: GrowingBlock): void {
    this.#blocks.delete(name);
    this.#size -= block.text.length;
    if (this.#blocks.size === 0) this.#size = 0;
    this.#list = undefined;
  }

  #count(id: string, count: number): void {
    this.#counts.delete(id);
    this.#counts.set(id, count);
    if (this.#counts.size <= MAX_COUNTED) return;
    const [oldest] = this.#counts.keys();
    if (oldest !== undefined) this.#counts.delete(oldest);
  }
}

function nameOf(messageId: string, index: number): string {
  return `${index} ${messageId}`;
}
