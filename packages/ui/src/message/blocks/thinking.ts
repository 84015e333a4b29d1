import type { Block } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { markdown } from "../../markdown/markdown.ts";
import { folded } from "../fold.ts";
import { icon } from "../icons.ts";
import { beginning } from "../short-text.ts";

/** What the model thought, folded: one quiet line that opens. */
export function renderThinking(block: Extract<Block, { type: "thinking" }>): TemplateResult {
  if (block.text.trim() === "") {
    return html`<div class="quiet thinking">${icon("thought")}<span class="quiet-label">Thinking</span>${
      block.hidden ? html`<span class="quiet-text">not recorded</span>` : nothing
    }</div>`;
  }
  return html`<details class="quiet thinking">
    <summary>${icon("thought")}<span class="quiet-label">Thinking</span><span class="quiet-text" dir="auto">${beginning(block.text)}</span>${icon("chevron")}</summary>
    <div class="quiet-body">${folded(false, () => html`<div class="prose" dir="auto">${markdown(block.text)}</div>`)}</div>
  </details>`;
}
