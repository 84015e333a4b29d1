import type { Message } from "@vibedeck/core";
import type { PartialBlock } from "../drive/partial-blocks.ts";

/** How far back the end of a transcript is looked through for messages that are being written. */
const RECENT = 200;

/**
 * The blocks that the transcript does not hold yet: of each message those beyond as many as it has there.
 * @param messages What is loaded, its end being the end of the transcript.
 */
export function shownPartials(
  blocks: readonly PartialBlock[],
  messages: readonly Message[],
): readonly PartialBlock[] {
  if (blocks.length === 0) return blocks;
  const held = new Map(messages.slice(-RECENT).map(({ id, blocks: { length } }) => [id, length]));
  return blocks.filter(({ messageId, index }) => (held.get(messageId) ?? 0) < index + 1);
}

/** Blocks of one message, in the order in which they began. */
export interface PartialMessage {
  readonly id: string;
  readonly blocks: readonly PartialBlock[];
}

/** The same by message. */
export function partialMessages(blocks: readonly PartialBlock[]): readonly PartialMessage[] {
  const messages = new Map<string, PartialBlock[]>();
  for (const block of blocks) {
    const known = messages.get(block.messageId);
    if (known === undefined) messages.set(block.messageId, [block]);
    else known.push(block);
  }
  return [...messages].map(([id, list]) => ({ id, blocks: list }));
}
