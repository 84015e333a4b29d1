import type { Block, NoticeBlock } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { byteSize } from "../../format/figures.ts";
import { clippedText } from "../clipped-text.ts";
import { folded } from "../fold.ts";
import { icon } from "../icons.ts";
import { unmasked } from "../short-text.ts";
import { outputBox } from "./text.ts";

type Of<Type extends Block["type"]> = Extract<Block, { type: Type }>;

/** A document that was handed to the model. */
export function renderDocument(block: Of<"document">): TemplateResult {
  return html`<div class="quiet">${icon("file")}<span class="quiet-label" dir="auto">${block.title ?? "Document"}</span><span class="quiet-text">${block.mediaType}, ${byteSize(block.bytes)}</span></div>`;
}

/** A command of the tool chain (`/model opus`), or one for the shell (`! ls`). */
export function renderCommand(block: Of<"command">): TemplateResult {
  const name = block.shell ? "!" : block.name;
  const rest = block.shell ? [block.name, block.args].filter((part) => part !== "").join(" ") : block.args;
  return html`<div class="command"><code class="command-name">${unmasked(name)}</code>${
    rest === "" ? nothing : html`<code class="command-args" dir="auto">${unmasked(rest)}</code>`
  }</div>`;
}

/** What such a command printed. */
export function renderOutput(block: Of<"output">): TemplateResult {
  return html`${block.stdout.trim() === "" ? nothing : outputBox(block.stdout)}${
    block.stderr.trim() === ""
      ? nothing
      : html`<div class="stderr">${outputBox(block.stderr, "Errors")}</div>`
  }`;
}

/** A line of the tool chain itself. */
export function renderNotice(block: NoticeBlock): TemplateResult {
  const mark = icon(block.level === "info" ? "info" : "alert");
  const line = html`${mark}<span class="notice-text" dir="auto">${block.text}</span>`;
  const { detail } = block;
  if (detail === undefined || detail === "")
    return html`<div class="notice" data-level=${block.level}>${line}</div>`;
  return html`<details class="notice" data-level=${block.level}><summary>${line}${icon("chevron")}</summary><div class="quiet-body">${folded(
    false,
    () => plainBox(detail),
  )}</div></details>`;
}

/** A line across the transcript: the conversation was compacted here, say. */
export function renderDivider(block: Of<"divider">): TemplateResult {
  return html`<div class="divider"><span class="divider-text"><span class="divider-label" dir="auto">${block.label}</span>${
    block.detail ? html` <span class="divider-detail" dir="auto">${block.detail}</span>` : nothing
  }</span></div>`;
}

/** Something that was attached to a message: a file, a selection, a reminder. */
export function renderAttachment(block: Of<"attachment">): TemplateResult {
  const line = html`${icon("clip")}<span class="quiet-label" dir="auto">${block.label}</span>${
    block.path === undefined
      ? nothing
      : html`<span class="quiet-text mono" dir="auto">${unmasked(block.path)}</span>`
  }`;
  const { text } = block;
  if (text === undefined || text === "") return html`<div class="quiet">${line}</div>`;
  return html`<details class="quiet"><summary>${line}${icon("chevron")}</summary><div class="quiet-body">${folded(false, () => plainBox(text))}</div></details>`;
}

/** What nobody knew how to read. */
export function renderRaw(block: Of<"raw">): TemplateResult {
  const pretty = (): TemplateResult => plainBox(JSON.stringify(block.value, undefined, 2) ?? "");
  return html`<details class="quiet raw"><summary>${icon("code")}<span class="quiet-label">Shown as recorded</span><span class="quiet-text" dir="auto">${block.reason}</span>${icon("chevron")}</summary><div class="quiet-body">${folded(false, pretty)}</div></details>`;
}

/** A text as it is, in a box of its own. */
export function plainBox(text: string): TemplateResult {
  return clippedText(text, (shown) => html`<pre class="out" tabindex="0" dir="auto">${shown}</pre>`);
}
