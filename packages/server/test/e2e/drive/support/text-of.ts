import type { Block, Message } from "@vibedeck/core";

/** What a message says, in its blocks' own words. */
export function textOf(message: Message): string {
  return message.blocks.map(blockText).join("\n");
}

function blockText(block: Block): string {
  if (block.type === "text" || block.type === "thinking") return block.text;
  if (block.type === "notice") return [block.text, block.detail ?? ""].join(" ");
  return JSON.stringify(block);
}
