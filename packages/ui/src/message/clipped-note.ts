import type { Message } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { byteSize } from "../format/figures.ts";
import type { MessageContext } from "./context.ts";

/** Says that long texts were cut on their way here, and offers the rest. */
export function clippedNote(message: Message, context: MessageContext): TemplateResult | typeof nothing {
  if (!message.clipped) return nothing;
  return html`<button class="more fetch" type="button" @click=${() => context.showFull(message)}>Show everything (${byteSize(message.clipped)} more)</button>`;
}
