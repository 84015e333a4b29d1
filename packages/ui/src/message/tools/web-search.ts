import type { ToolResultView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { markdown } from "../../markdown/markdown.ts";
import { counted } from "../amounts.ts";
import { clipped } from "../clipped.ts";
import { clippedText } from "../clipped-text.ts";
import type { FaceOf } from "./face.ts";
import { outsideLink } from "./outside-link.ts";

type LinksResult = Extract<ToolResultView, { kind: "links" }>;

const SHOWN_LINKS = 12;

/** A search in the web. */
export const webSearchFace: FaceOf<"web-search"> = (view, call) => ({
  icon: "globe",
  title: call.name,
  summary: html`<span dir="auto">${view.query}</span>`,
  open: false,
});

/** What it found. */
export function linksResult(view: LinksResult): TemplateResult {
  const list = (shown: LinksResult["links"]): TemplateResult =>
    html`<ol class="links">${shown.map((link) => html`<li>${outsideLink(link.url, link.title || link.url)}</li>`)}</ol>`;
  return html`${view.links.length === 0 ? nothing : clipped(view.links, SHOWN_LINKS, list, "links")}${
    view.text === undefined || view.text.trim() === ""
      ? nothing
      : clippedText(view.text, (shown) => html`<div class="prose" dir="auto">${markdown(shown)}</div>`)
  }`;
}

/** How much it found. */
export function linksStats(view: LinksResult): string {
  return view.links.length === 0 ? "" : counted(view.links.length, "link");
}
