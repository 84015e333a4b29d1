import type { ToolResultBlock } from "@vibedeck/core";
import type { TemplateResult } from "lit";
import type { MessageContext } from "../context.ts";
import { toolCard } from "./card.ts";

/** A result whose call is not on this page. */
export function renderLoneResult(result: ToolResultBlock, context: MessageContext): TemplateResult {
  return toolCard(
    { icon: "tool", title: "Result", summary: "its call is not shown here", open: false },
    result,
    context,
  );
}
