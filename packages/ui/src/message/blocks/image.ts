import { type ImageBlock, parseCursor } from "@vibedeck/core";
import { html, type TemplateResult } from "lit";
import { byteSize } from "../../format/figures.ts";
import type { MessageContext } from "../context.ts";
import { icon } from "../icons.ts";

const TYPES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** An image of the transcript, served by the server that holds the transcript and nobody else. */
export function renderImage(block: ImageBlock, context: MessageContext): TemplateResult {
  const address = imageAddress(block, context);
  const label = `Image, ${byteSize(block.bytes)}`;
  if (address === undefined) {
    return html`<div class="quiet">${icon("image")}<span class="quiet-label">${label}</span><span class="quiet-text">${block.mediaType}</span></div>`;
  }
  return html`<a class="picture" href=${address} target="_blank" rel="noopener" title=${`${label}: open in a new tab`}
    ><img src=${address} alt=${label} loading="lazy" decoding="async" /></a>`;
}

function imageAddress(block: ImageBlock, context: MessageContext): string | undefined {
  if (!TYPES.has(block.mediaType) || parseCursor(block.cursor) === undefined || block.cursor === undefined)
    return undefined;
  if (!Number.isSafeInteger(block.index)) return undefined;
  return context.href(`/api/sessions/${context.sessionKey}/images/${block.cursor}/${block.index}`);
}
