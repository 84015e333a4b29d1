import type { Block, Message } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { shortModel } from "../format/figures.ts";
import { icon } from "../message/icons.ts";
import { beginning, unmasked } from "../message/short-text.ts";
import { growing } from "./growing.ts";
import { toolBeginning } from "./tool-beginning.ts";

/**
 * A message that is being written; it looks as it will when it is finished.
 * @param held How many blocks of it the transcript shows already.
 * @param follows Whether it only goes on where the message above stopped: then it has no head.
 * @param last Whether it is the one that is being written now.
 */
export function partialMessage(
  { blocks }: Message,
  held: number,
  model: string | undefined,
  follows: boolean,
  last: boolean,
): TemplateResult {
  const writing = last ? blocks.at(-1) : undefined;
  return html`<article class="message" data-role="assistant" data-kind="plain" aria-busy="true">
    ${follows ? nothing : head(model)}
    <div class="message-body">${repeat(
      blocks,
      (_, at) => held + at,
      (block) => partialBlock(block, block === writing),
    )}</div>
  </article>`;
}

function head(model: string | undefined): TemplateResult {
  return html`<header class="message-head"><span class="message-role">Assistant</span>${
    model === undefined ? nothing : html`<span class="message-model">${shortModel(model)}</span>`
  }<span class="message-space"></span></header>`;
}

function partialBlock(block: Block, writing: boolean): TemplateResult | typeof nothing {
  if (block.type === "tool_use") return tool(block, writing);
  if (block.type === "thinking") return thinking(block, writing);
  if (block.type !== "text") return nothing;
  return html`<div class=${writing ? "prose writing" : "prose"} dir="auto" ${growing(block.text, "markdown")}></div>`;
}

function thinking({ text }: Block & { type: "thinking" }, writing: boolean): TemplateResult {
  return html`<details class="quiet thinking">
    <summary>${icon("thought")}<span class=${writing ? "quiet-label pulse" : "quiet-label"}>Thinking</span><span class="quiet-text" dir="auto">${beginning(text)}</span>${icon("chevron")}</summary>
    <div class="quiet-body"><div class="prose"><div class="plain" dir="auto" ${growing(text, "plain")}></div></div></div>
  </details>`;
}

function tool({ name, input }: Block & { type: "tool_use" }, writing: boolean): TemplateResult {
  const json = typeof input === "string" ? input : "";
  return html`<div class="tool" data-state="waiting"><div class="tool-head">
    ${icon("tool")}<span class="tool-name">${unmasked(beginning(name || "Tool", 80))}</span>
    <span class="tool-summary"><span dir="auto">${toolBeginning(json)}</span></span>
    <span class="tool-stats"><span class="tool-state"><span class="dots"></span>${writing ? "writing" : "ready"}</span></span>
  </div></div>`;
}
