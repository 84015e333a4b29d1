import { html, nothing, type TemplateResult } from "lit";
import type { PendingSend } from "../drive/pending-sends.ts";
import { byteSize } from "../format/figures.ts";
import { renderText } from "../message/blocks/text.ts";
import { icon } from "../message/icons.ts";

/** A message on its way into the transcript; it looks as it will there. */
export function pendingBubble({ text, attachments, state, steer }: PendingSend): TemplateResult {
  return html`<article class="message" data-role="user" data-kind="prompt">
    <header class="message-head">
      <span class="message-role">You</span><span class="message-space"></span>
      <span class="send-state" role="status">${stateWords(state, steer)}</span>
    </header>
    <div class="message-body">
      ${text.trim() === "" ? nothing : renderText({ type: "text", text, format: "plain" }, true)}
      ${attachments.map(
        ({ type, name, bytes }) =>
          html`<div class="quiet">${icon(type === "image" ? "image" : "clip")}<span class="quiet-label" dir="auto">${name ?? type}</span><span class="quiet-text">${byteSize(bytes)}</span></div>`,
      )}
    </div>
  </article>`;
}

function stateWords(state: PendingSend["state"], steer: boolean): string {
  if (state === "accepted") return "Starting the agent …";
  return steer ? "Goes into the running turn" : "Sent";
}
