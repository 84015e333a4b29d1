import type { ToolResultView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { counted } from "../amounts.ts";
import { renderImage } from "../blocks/image.ts";
import { outputBox } from "../blocks/text.ts";
import { countLines } from "../clipped-text.ts";
import type { MessageContext } from "../context.ts";
import { fieldList } from "./fields.ts";

type TextResult = Extract<ToolResultView, { kind: "text" }>;

/** An answer without a form of its own: text, images, named values. */
export function textResult(view: TextResult, context: MessageContext): TemplateResult {
  return html`${view.text.trim() === "" ? nothing : outputBox(view.text)}${fieldList(view.fields ?? [])}${
    view.images === undefined
      ? nothing
      : html`<div class="pictures">${view.images.map((image) => renderImage(image, context))}</div>`
  }`;
}

/** How much it is. */
export function textStats(view: TextResult): string {
  if (view.images !== undefined && view.images.length > 0) return counted(view.images.length, "image");
  const lines = countLines(view.text);
  return lines > 1 ? counted(lines, "line") : "";
}
