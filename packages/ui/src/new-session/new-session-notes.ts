import type { SessionSummary } from "@vibedeck/core";
import { html, type TemplateResult } from "lit";
import { icon } from "../app/icons.ts";
import { shownTitle } from "../list/shown-title.ts";
import { stateBadge } from "../style/state-badge.ts";

/** Says what a session that is begun like another one has of it. */
export function likeNote(from: SessionSummary): TemplateResult {
  return html`<p class="like">Begins like <bdi>${shownTitle(from)}</bdi>, with its folder and settings and nothing of what was said. That session stays as it is.</p>`;
}

/** Says that it takes a while, and offers to give up. */
export function slowNote(stop: () => void): TemplateResult {
  return html`<div class="note" role="status">
    ${stateBadge({ state: "working" })}
    <p>Starting your session …<span>Where the agent has a place of its own, that is made or woken first.</span></p>
    <button type="button" class="framed" @click=${stop}>Stop</button>
  </div>`;
}

/** Says that the folder is not there, and offers to make it. */
export function missingFolder(folder: string, create: () => void): TemplateResult {
  return html`<div class="note error" role="alert">
    ${icon("notice")}
    <p>There is no folder <bdi>${folder}</bdi>.</p>
    <button type="button" class="framed" @click=${create}>Create it and start</button>
  </div>`;
}
