import type { ToolResultView } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { counted } from "../amounts.ts";
import { outputBox } from "../blocks/text.ts";
import { clipped } from "../clipped.ts";
import { firstLine, unmasked } from "../short-text.ts";
import type { FaceOf, ViewOf } from "./face.ts";
import { pathLine } from "./path.ts";

type MatchesResult = Extract<ToolResultView, { kind: "matches" }>;

const SHOWN_FILES = 20;

/** A search in files, or for files. */
export const searchFace: FaceOf<"search"> = (view, call) => ({
  icon: "search",
  title: call.name,
  summary: html`<code>${unmasked(firstLine(view.pattern))}</code>${where(view)}`,
  open: false,
});

/** What a search found. */
export function matchesResult(view: MatchesResult): TemplateResult {
  const files = (shown: readonly string[]): TemplateResult =>
    html`<ul class="file-list">${shown.map((file) => html`<li>${pathLine(file)}</li>`)}</ul>`;
  const text = view.text ?? "";
  return html`${text.trim() === "" ? nothing : outputBox(text, "Matches")}
    ${text.trim() !== "" || view.files.length === 0 ? nothing : clipped(view.files, SHOWN_FILES, files, "files")}
    ${text.trim() === "" && view.files.length === 0 ? html`<p class="side">Nothing found</p>` : nothing}
    ${view.truncated ? html`<p class="side">The tool cut its answer here</p>` : nothing}`;
}

/** How much a search found. */
export function matchesStats(view: MatchesResult): string {
  if (view.count !== undefined && view.count !== view.files.length)
    return counted(view.count, "match", "matches");
  return view.files.length === 0 && view.text ? "" : counted(view.files.length, "file");
}

function where(view: ViewOf<"search">): TemplateResult {
  const filter = [view.glob, view.mode === "files_with_matches" ? undefined : view.mode].filter(
    (part) => part !== undefined,
  );
  return html`${view.path === undefined ? nothing : html`<span class="aside whole">in</span>${pathLine(view.path)}`}${
    filter.length === 0 ? nothing : html`<span class="aside">${filter.join(", ")}</span>`
  }`;
}
