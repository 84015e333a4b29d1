import type { Block, Message } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { renderImage } from "./blocks/image.ts";
import {
  renderAttachment,
  renderCommand,
  renderDivider,
  renderDocument,
  renderNotice,
  renderOutput,
  renderRaw,
} from "./blocks/small-blocks.ts";
import { renderText } from "./blocks/text.ts";
import { renderThinking } from "./blocks/thinking.ts";
import type { MessageContext } from "./context.ts";
import { renderLoneResult } from "./tools/lone-result.ts";
import { renderToolUse } from "./tools/tool.ts";

/** One block of a message. A kind that is newer than this page is shown as it was recorded. */
export function renderBlock(
  block: Block,
  message: Message,
  context: MessageContext,
): TemplateResult | typeof nothing {
  switch (block.type) {
    case "text":
      return block.text.trim() === "" ? nothing : renderText(block, message.prompt ?? false);
    case "thinking":
      return renderThinking(block);
    case "tool_use":
      return renderToolUse(block, context);
    case "tool_result":
      return renderLoneResult(block, context);
    case "image":
      return renderImage(block, context);
    case "document":
      return renderDocument(block);
    case "command":
      return renderCommand(block);
    case "output":
      return renderOutput(block);
    case "notice":
      return renderNotice(block);
    case "divider":
      return renderDivider(block);
    case "attachment":
      return renderAttachment(block);
    case "raw":
      return renderRaw(block);
    default:
      return unknownBlock(block);
  }
}

function unknownBlock(block: never): TemplateResult {
  return html`${renderRaw({ type: "raw", reason: "this page does not know it", value: block })}`;
}
