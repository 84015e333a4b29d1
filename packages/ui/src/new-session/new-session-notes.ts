import type { SessionSummary } from "@vibedeck/core";
import { html, type TemplateResult } from "lit";
import { icon } from "../app/icons.ts";
import { shownTitle } from "../list/shown-title.ts";

/** Says what a session that is begun like another one has of it. */
export function likeNote(from: SessionSummary): TemplateResult {
  return html`<p class="like">Begins like <bdi>${shownTitle(from)}</bdi>, with its folder and settings and nothing of what was said. That session stays as it is.</p>`;
}

/** Says that the folder is not there, and offers to make it. */
export function missingFolder(folder: string, create: () => void): TemplateResult {
  return html`<div class="note error" role="alert">
    ${icon("notice")}
    <p>There is no folder <bdi>${folder}</bdi>.</p>
    <button type="button" class="framed" @click=${create}>Create it and start</button>
  </div>`;
}
