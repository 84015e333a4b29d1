import { type Message, parseCursor, type TokenCounts } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { compactCount, shortModel } from "../format/figures.ts";
import { count, smallDollars } from "./amounts.ts";
import type { MessageContext } from "./context.ts";
import { copyButton } from "./copy.ts";
import { icon } from "./icons.ts";
import { messageText } from "./message-text.ts";
import { moment } from "./times.ts";
import { agentLink } from "./tools/agent.ts";

const NAMES = { user: "User", assistant: "Assistant", tool: "Tool", system: "System" } as const;

/** The line above a message: who, which model, when, what it took, and what can be done with it. */
export function messageHead(message: Message, context: MessageContext): TemplateResult {
  return html`<header class="message-head">
    <span class="message-role">${message.prompt ? "You" : (NAMES[message.role] ?? "Unknown")}</span>
    ${message.model === undefined ? nothing : html`<span class="message-model" title=${message.model}>${shortModel(message.model)}</span>`}
    ${message.agentId === undefined ? nothing : html`<span class="chip">sub-agent</span>${agentLink(message.agentId, context)}`}
    <span class="message-space"></span>
    ${cost(message)}
    ${messageActs(message, context)}
    ${timeLink(message, context)}
  </header>`;
}

/** What can be done with a message. */
export function messageActs(message: Message, context: MessageContext): TemplateResult {
  return html`<span class="message-acts">
      ${copyButton(() => messageText(message), "Copy text")}
      <button class="act" type="button" title="Copy link" aria-label="Copy link to this message" @click=${() => context.copyLink(message)}>${icon("link")}</button>
      <button class="act" type="button" title="Show as recorded" aria-label="Show as recorded" @click=${() => context.openRaw(message)}>${icon("code")}</button>
  </span>`;
}

/** When it was said. */
export function timeLabel(message: Message): TemplateResult | typeof nothing {
  const at = moment(message.at);
  return at === undefined
    ? nothing
    : html`<span class="message-time" title=${at.full}><time datetime=${at.iso}>${at.clock}</time></span>`;
}

/** The same, as a link to the message. */
export function timeLink(message: Message, context: MessageContext): TemplateResult | typeof nothing {
  const at = moment(message.at);
  if (at === undefined) return nothing;
  const time = html`<time datetime=${at.iso}>${at.clock}</time>`;
  const { cursor } = message;
  if (cursor === undefined || parseCursor(cursor) === undefined) return timeLabel(message);
  const address = context.href(`/s/${context.sessionKey}?at=${encodeURIComponent(cursor)}`);
  return html`<a class="message-time" href=${address} title=${at.full}>${time}</a>`;
}

function cost(message: Message): TemplateResult | typeof nothing {
  const { usage, usd } = message;
  if (usage === undefined && usd === undefined) return nothing;
  const words = [
    ...(usage === undefined ? [] : [`${compactCount(read(usage))} → ${compactCount(usage.output)}`]),
    ...(usd === undefined ? [] : [smallDollars(usd)]),
  ];
  return html`<span class="message-cost" title=${usage === undefined ? nothing : details(usage)}>${words.join(" · ")}</span>`;
}

function read(usage: TokenCounts): number {
  return usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
}

function details(usage: TokenCounts): string {
  const written = usage.cacheWrite5m + usage.cacheWrite1h;
  return `Tokens: ${count(usage.input)} in, ${count(usage.cacheRead)} from the cache, ${count(written)} into the cache, ${count(usage.output)} out`;
}
