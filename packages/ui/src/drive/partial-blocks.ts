import type { DeckEvent } from "@vibedeck/core";

/** A block of a message that is being written. */
export interface PartialBlock {
  readonly messageId: string;
  readonly index: number;
  readonly kind: "text" | "thinking" | "tool";
  readonly tool?: string;
  readonly text: string;
}

/** Blocks that are kept at once; a server that says more is not ours. */
const MAX_BLOCKS = 1000;

/** What the agents of the followed session are writing and the transcript does not hold yet. */
export class PartialBlocks {
  #key: string | undefined;
  readonly #blocks = new Map<string, PartialBlock>();

  /** The blocks of a session, in the order in which they began. */
  of(key: string): readonly PartialBlock[] {
    return key === this.#key ? [...this.#blocks.values()] : [];
  }

  /** Takes what the stream says; returns whether something changed. */
  take(event: DeckEvent): boolean {
    if (event.type === "partial") return this.#grow(event);
    if (event.type !== "partial-end" || event.key !== this.#key || this.#blocks.size === 0) return false;
    this.#blocks.clear();
    return true;
  }

  #grow(event: Extract<DeckEvent, { type: "partial" }>): boolean {
    if (event.key !== this.#key) this.#blocks.clear();
    this.#key = event.key;
    const id = `${event.index} ${event.messageId}`;
    const known = this.#blocks.get(id);
    // What follows a piece that never came cannot be put in its place: the stream says all of it after a reconnection.
    if (event.at > (known?.text.length ?? 0)) return false;
    if (known === undefined && this.#blocks.size >= MAX_BLOCKS) return false;
    const { messageId, index, kind } = event;
    const tool = event.tool ?? known?.tool;
    const text = (known?.text.slice(0, event.at) ?? "") + event.text;
    this.#blocks.set(id, { messageId, index, kind, text, ...(tool === undefined ? {} : { tool }) });
    return true;
  }
}
