import type { Message } from "@vibedeck/core";
import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../app/icons.ts";
import { type MessageContext, renderMessage, spokenBefore } from "../message/index.ts";
import { foldedRuns, type Item, runLabel } from "./folded-runs.ts";

/**
 * The messages of one chunk.
 * @param before The last message before the chunk that is not folded.
 */
export function sectionMessages(
  messages: readonly Message[],
  before: Message | undefined,
  context: MessageContext,
): unknown {
  const single = (message: Message, index: number): TemplateResult => {
    const previous = spokenBefore(messages, index) ?? before;
    return html`<div class="entry" data-id=${message.id}>${guard([message, context, previous], () => renderMessage(message, context, previous))}</div>`;
  };
  return repeat(
    foldedRuns(messages),
    (item) => (item.messages.length > 1 ? `run ${item.id}` : item.id),
    (item) => {
      const [first] = item.messages;
      return item.messages.length > 1 || first === undefined ? run(item, single) : single(first, item.at);
    },
  );
}

/** Folded messages as one line; open, it shows each of them. They are in the DOM all the time: links lead to them. */
function run(item: Item, single: (message: Message, index: number) => TemplateResult): TemplateResult {
  const { count, kinds } = runLabel(item.messages);
  return html`<details class="run">
    <summary>${icon("chevron", 14)}<span>${count}</span><span class="kinds" dir="auto">${kinds}</span></summary>
    ${repeat(
      item.messages,
      (message) => message.id,
      (message, index) => single(message, item.at + index),
    )}
  </details>`;
}
