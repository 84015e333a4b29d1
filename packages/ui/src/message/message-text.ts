import type { Block, Message } from "@vibedeck/core";
import { stripAnsi } from "../ansi/parse-ansi.ts";

/** A message as text to paste somewhere: what was said, not what tools did. */
export function messageText(message: Message): string {
  const texts = message.blocks.map(blockText).filter((text) => text !== "");
  return texts.join("\n\n");
}

function blockText(block: Block): string {
  switch (block.type) {
    case "text":
      return block.format === "ansi" ? stripAnsi(block.text) : block.text;
    case "command":
      return block.shell
        ? `! ${[block.name, block.args].join(" ").trim()}`
        : `${block.name} ${block.args}`.trim();
    case "output":
      return stripAnsi([block.stdout, block.stderr].filter((text) => text !== "").join("\n"));
    case "notice":
      return block.text;
    case "tool_use":
      return block.view.kind === "shell" ? `$ ${block.view.command}` : `[${block.name}]`;
    default:
      return "";
  }
}
