import type { Block } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { markdown } from "../../markdown/markdown.ts";
import { folded } from "../fold.ts";
import { icon } from "../icons.ts";
import { firstLine } from "../short-text.ts";

/** What the model thought, folded: one quiet line that opens. */
export function renderThinking(block: Extract<Block, { type: "thinking" }>): TemplateResult {
  if (block.text.trim() === "") {
    return html`<div class="quiet thinking">${icon("thought")}<span class="quiet-label">Thinking</span>${
      block.hidden ? html`<span class="quiet-text">not recorded</span>` : nothing
    }</div>`;
  }
  return html`<details class="quiet thinking">
    <summary>${icon("thought")}<span class="quiet-label">Thinking</span><span class="quiet-text" dir="auto">${firstLine(block.text)}</span>${icon("chevron")}</summary>
    <div class="quiet-body prose" dir="auto">${folded(false, () => html`${markdown(block.text)}`)}</div>
  </details>`;
}
