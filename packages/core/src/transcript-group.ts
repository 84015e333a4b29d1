import type { Block, Message, ToolResultBlock, ToolUseBlock } from "./message.ts";

/** A fragment and its place: the offset of its entry in bytes, and its position among the entry's messages. */
export interface Part {
  readonly message: Message;
  readonly offset: number;
  readonly index: number;
}

/** The fragments of one message in file order, and what they were joined to; `nothing` when all of it moved into calls. */
export interface Group {
  readonly id: string;
  readonly parts: Part[];
  joined: Message | "nothing" | undefined;
}

/** Where the results of calls are found. */
export interface ResultLookup {
  /** The first result in the file for a call. */
  result(toolId: string): { readonly block: ToolResultBlock; readonly part: Part } | undefined;
  isCalled(toolId: string): boolean;
}

/** File order of two groups by their first fragments. */
export function before(a: Group, b: Group): boolean {
  const [first] = a.parts;
  const [second] = b.parts;
  return first !== undefined && second !== undefined && comparePlaces(first, second) < 0;
}

/** File order of two fragments. */
export function comparePlaces(a: Part, b: Part): number {
  return a.offset - b.offset || a.index - b.index;
}

/** Joins the fragments of a group and puts results into their calls. */
export function settle(group: Group, lookup: ResultLookup): Message | "nothing" {
  const message = group.parts.map((part) => part.message).reduce(merge);
  if (!message.blocks.some((block) => block.type === "tool_use" || block.type === "tool_result"))
    return message;
  const blocks: Block[] = [];
  let clipped = message.clipped ?? 0;
  for (const block of message.blocks) {
    if (block.type === "tool_result" && movesIntoCall(block, lookup)) continue;
    const found = block.type === "tool_use" ? lookup.result(block.toolId) : undefined;
    if (found?.part.message.id !== message.id) clipped += found?.part.message.clipped ?? 0;
    blocks.push(block.type === "tool_use" ? withResult(block, found?.block) : block);
  }
  if (blocks.length === 0) return "nothing";
  return clipped === 0 ? { ...message, blocks } : { ...message, blocks, clipped };
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

function movesIntoCall(block: ToolResultBlock, lookup: ResultLookup): boolean {
  return lookup.isCalled(block.toolId) && lookup.result(block.toolId)?.block === block;
}

function withResult(call: ToolUseBlock, result: ToolResultBlock | undefined): ToolUseBlock {
  return result === undefined ? call : { ...call, result };
}
