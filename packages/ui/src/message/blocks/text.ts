import type { Block } from "@vibedeck/core";
import { html, type TemplateResult } from "lit";
import { ansi } from "../../ansi/ansi.ts";
import { markdown } from "../../markdown/markdown.ts";
import { clippedText } from "../clipped-text.ts";

type TextBlock = Extract<Block, { type: "text" }>;

/** Prompts with a pasted log in them are clipped; what the assistant wrote is not. */
const PROMPT_LINES = 40;
const PLAIN_LINES = 200;

/** A text in its format. */
export function renderText(block: TextBlock, prompt: boolean): TemplateResult {
  if (block.format === "ansi") return outputBox(block.text);
  if (block.format === "markdown" && !prompt)
    return html`<div class="prose" dir="auto">${markdown(block.text)}</div>`;
  const lines = prompt ? PROMPT_LINES : PLAIN_LINES;
  if (block.format === "markdown") {
    return clippedText(
      block.text,
      (text) => html`<div class="prose" dir="auto">${markdown(text)}</div>`,
      lines,
    );
  }
  return clippedText(
    block.text,
    (text) => html`<div class="prose"><div class="plain" dir="auto">${text}</div></div>`,
    lines,
  );
}

/** Terminal output in a box of its own. */
export function outputBox(text: string, label = "Output"): TemplateResult {
  return clippedText(
    text,
    (shown) => html`<pre class="out" tabindex="0" aria-label=${label}>${ansi(shown)}</pre>`,
  );
}
