import type { ToolResultView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { byteSize } from "../../format/figures.ts";
import { markdown } from "../../markdown/markdown.ts";
import { duration } from "../amounts.ts";
import { clippedText } from "../clipped-text.ts";
import type { FaceOf } from "./face.ts";
import { outsideLink } from "./outside-link.ts";

type FetchResult = Extract<ToolResultView, { kind: "fetch" }>;

/** A page fetched from the web. */
export const fetchFace: FaceOf<"fetch"> = (view, call) => ({
  icon: "globe",
  title: call.name,
  summary: html`<span class="mono" dir="ltr">${view.url}</span>`,
  open: false,
  asked: () =>
    html`<p class="side">${outsideLink(view.url)}</p>${
      view.prompt === undefined ? nothing : html`<p class="side" dir="auto">${view.prompt}</p>`
    }`,
});

/** What came back. */
export function fetchResult(view: FetchResult): TemplateResult {
  return clippedText(view.text, (shown) => html`<div class="prose" dir="auto">${markdown(shown)}</div>`);
}

/** Status, size and time. */
export function fetchStats(view: FetchResult): string {
  const size = view.bytes === undefined ? undefined : byteSize(view.bytes);
  const time = view.durationMs === undefined ? undefined : duration(view.durationMs);
  return [view.status, size, time].filter((part) => part !== undefined && part !== "").join(" · ");
}
