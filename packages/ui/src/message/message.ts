import type { Block, Message } from "@vibedeck/core";
import { html, type TemplateResult } from "lit";
import { renderBlock } from "./block.ts";
import { clippedNote } from "./clipped-note.ts";
import type { MessageContext } from "./context.ts";
import { folded } from "./fold.ts";
import { messageActs, messageHead, timeLabel, timeLink } from "./head.ts";
import { icon } from "./icons.ts";
import { beginning } from "./short-text.ts";

/** Blocks that say themselves who speaks. */
const SELF_EXPLAINING: ReadonlySet<Block["type"]> = new Set(["notice", "divider", "raw"]);

/** After a pause this long (in milliseconds) a message has its head again, even when the same one goes on. */
const PAUSE_MS = 5 * 60_000;

/**
 * One message, whole: frame, blocks, actions.
 * @param previous The last message above it that is not folded (see {@link spokenBefore}): when this one only goes
 * on, its head waits until it is pointed at.
 */
export function renderMessage(message: Message, context: MessageContext, previous?: Message): TemplateResult {
  if (message.folded !== undefined) return foldedMessage(message, message.folded, context);
  const bare = message.blocks.every((block) => SELF_EXPLAINING.has(block.type));
  return html`<article class="message" data-role=${message.role} data-kind=${kindOf(message, bare)} ?data-follows=${follows(message, previous)} tabindex="-1">
    ${messageHead(message, context)}
    <div class="message-body">${blocks(message, context)}${clippedNote(message, context)}</div>
  </article>`;
}

/** The last message before a place in a list that is not folded away: what `previous` of {@link renderMessage} wants. */
export function spokenBefore(messages: readonly Message[], index: number): Message | undefined {
  for (let at = index - 1; at >= 0; at--) {
    const message = messages[at];
    if (message !== undefined && message.folded === undefined) return message;
  }
  return undefined;
}

function foldedMessage(message: Message, label: string, context: MessageContext): TemplateResult {
  return html`<article class="message" data-role=${message.role} data-kind="folded" tabindex="-1">
    <details class="quiet">
      <summary>${icon("chevron")}<span class="quiet-label" dir="auto">${label}</span><span class="quiet-text" dir="auto">${unlessSaid(label, preview(message))}</span>${timeLabel(message)}</summary>
      <div class="quiet-body">${folded(false, () => html`${blocks(message, context)}${clippedNote(message, context)}<div class="message-head">${messageActs(message, context)}${timeLink(message, context)}</div>`)}</div>
    </details>
  </article>`;
}

function blocks(message: Message, context: MessageContext): unknown {
  return message.blocks.map((block) => renderBlock(block, message, context));
}

function follows(message: Message, previous: Message | undefined): boolean {
  if (previous === undefined || message.prompt || message.role !== previous.role) return false;
  if (message.model !== previous.model || message.agentId !== previous.agentId) return false;
  return !((message.at ?? 0) - (previous.at ?? 0) > PAUSE_MS);
}

function kindOf(message: Message, bare: boolean): string {
  if (message.prompt) return "prompt";
  return bare ? "bare" : "plain";
}

/** Some labels quote the text; once is enough. */
function unlessSaid(label: string, text: string): string {
  return label.includes(text.slice(0, 20)) ? "" : text;
}

function preview(message: Message): string {
  for (const block of message.blocks) {
    if (block.type === "text" || block.type === "notice") return beginning(block.text);
    if (block.type === "attachment") return block.path ?? block.label;
    if (block.type === "output") return beginning(block.stdout);
    if (block.type === "command") return `${block.name} ${block.args}`;
  }
  return "";
}
