import { parseCursor } from "./cursor.ts";
import type { Block, Message, ToolResultBlock, ToolUseBlock } from "./message.ts";

/**
 * Joins fragments into messages and tool results with their calls, in whatever order pages and live events bring
 * them. Runs in the server (a page) and in the browser (the whole window). Inserting the same fragment twice
 * changes nothing.
 */
export class Transcript {
  readonly #fragments = new Map<number, readonly Message[]>();
  #messages: readonly Message[] | undefined;

  /** Adds messages or fragments of one generation; those at a known place are ignored. Returns how many were new. */
  insert(messages: readonly Message[]): number {
    const fresh = new Map<number, Message[]>();
    for (const message of messages) {
      const offset = parseCursor(message.cursor)?.offset;
      if (offset === undefined || this.#fragments.has(offset)) continue;
      const known = fresh.get(offset);
      if (known === undefined) fresh.set(offset, [message]);
      else known.push(message);
    }
    for (const [offset, list] of fresh) this.#fragments.set(offset, list);
    if (fresh.size > 0) this.#messages = undefined;
    return fresh.size;
  }

  /** Forgets everything at or after the first offset and before the second, in bytes. */
  drop(from: number, to: number): void {
    for (const offset of this.#fragments.keys()) {
      if (offset >= from && offset < to) this.#fragments.delete(offset);
    }
    this.#messages = undefined;
  }

  clear(): void {
    this.#fragments.clear();
    this.#messages = undefined;
  }

  /** The joined messages in file order. The same array until something changes. */
  messages(): readonly Message[] {
    this.#messages ??= join([...this.#fragments].sort(([a], [b]) => a - b).flatMap(([, list]) => list));
    return this.#messages;
  }
}

function join(fragments: readonly Message[]): readonly Message[] {
  const order: string[] = [];
  const byId = new Map<string, Message>();
  const results = new Map<string, ToolResultBlock>();
  const called = new Set<string>();
  for (const fragment of fragments) {
    const known = byId.get(fragment.id);
    if (known === undefined) order.push(fragment.id);
    byId.set(fragment.id, known === undefined ? fragment : merge(known, fragment));
    for (const block of fragment.blocks) {
      if (block.type === "tool_use") called.add(block.toolId);
      if (block.type === "tool_result" && !results.has(block.toolId)) results.set(block.toolId, block);
    }
  }
  const joined: Message[] = [];
  for (const id of order) {
    const message = byId.get(id);
    const settled = message && settle(message, results, called);
    if (settled) joined.push(settled);
  }
  return joined;
}

function merge(first: Message, next: Message): Message {
  const last = next.last ?? next.cursor;
  return {
    ...first,
    ...(next.usage === undefined ? {} : { usage: next.usage }),
    ...(next.usd === undefined ? {} : { usd: next.usd }),
    ...(next.stopReason === undefined ? {} : { stopReason: next.stopReason }),
    ...(last === undefined ? {} : { last }),
    ...(first.clipped || next.clipped ? { clipped: (first.clipped ?? 0) + (next.clipped ?? 0) } : {}),
    blocks: [...first.blocks, ...next.blocks],
  };
}

/** Puts results into their calls; a message that held nothing else disappears. */
function settle(message: Message, results: ReadonlyMap<string, ToolResultBlock>, called: ReadonlySet<string>): Message | undefined {
  if (!message.blocks.some((block) => block.type === "tool_use" || block.type === "tool_result")) return message;
  const blocks: Block[] = [];
  for (const block of message.blocks) {
    if (block.type === "tool_result" && called.has(block.toolId) && results.get(block.toolId) === block) continue;
    blocks.push(block.type === "tool_use" ? withResult(block, results.get(block.toolId)) : block);
  }
  return blocks.length === 0 ? undefined : { ...message, blocks };
}

function withResult(call: ToolUseBlock, result: ToolResultBlock | undefined): ToolUseBlock {
  return result === undefined ? call : { ...call, result };
}
