import type { SessionSummary } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import type { ApiError } from "../app/api.ts";
import { icon } from "../app/icons.ts";
import { stateBadge, stateLabel } from "../style/state-badge.ts";

/** What stands in the transcript's place until its first page is here. */
export function transcriptSkeleton(): TemplateResult {
  return html`<div class="column" aria-busy="true">
    <span class="hidden-text" role="status">Loading the session</span>
    ${Array.from({ length: 5 }, () => html`<div class="ghost"><i></i><i></i><i></i><i></i></div>`)}
  </div>`;
}

/** Why the transcript cannot be shown, and what can be done. */
export function transcriptError(error: ApiError, retry: () => void): TemplateResult {
  const missing = error.status === 404;
  return html`<div class="notice" role="alert">
    <h1>${missing ? "This session is not here" : "The session could not be loaded"}</h1>
    <p>${missing ? "Its transcript was deleted or moved, or it is not yours to see." : error.message}</p>
    ${missing || error.hint === undefined ? nothing : html`<p>${error.hint}</p>`}
    <button class="framed" @click=${retry}>Try again</button>
  </div>`;
}

/** What the session is doing, below its last message. */
export function activityLine(session: SessionSummary | undefined): TemplateResult | typeof nothing {
  const activity = session?.activity;
  if (activity === undefined || activity.state === "idle" || activity.state === "unknown") return nothing;
  return html`<div class=${`activity ${activity.state}`}>
    ${stateBadge(activity)}<span>${stateLabel(activity.state)}${activity.reason === undefined ? nothing : html` · ${activity.reason}`}</span>
  </div>`;
}

/** The button that brings the reader to the end, and says what is new there. */
export function toEndButton(fresh: number, go: () => void): TemplateResult {
  return html`<button class=${`to-end ${fresh > 0 ? "fresh" : ""}`} @click=${go}>
    ${fresh > 0 ? html`${fresh} new` : "To the end"} ${icon("down", 14)}
  </button>`;
}

/** The way from prompt to prompt where there is no keyboard. */
export function promptSteps(go: (step: 1 | -1) => void): TemplateResult {
  return html`<div class="prompt-steps" role="group" aria-label="Prompts">
    <button class="icon" aria-label="Previous prompt" @click=${() => go(-1)}>${icon("previous")}</button>
    <button class="icon" aria-label="Next prompt" @click=${() => go(1)}>${icon("next")}</button>
  </div>`;
}

/** What stands above the first message that is loaded. */
export function topEdge(
  atStart: boolean,
  failed: boolean,
  empty: boolean,
  retry: () => void,
): TemplateResult {
  if (failed)
    return html`<div class="edge top" role="alert">Earlier messages could not be loaded. <button class="framed" @click=${retry}>Try again</button></div>`;
  if (empty) return html`<div class="edge top">Nothing has been said in this session yet.</div>`;
  return html`<div class="edge top">${atStart ? "Start of the session" : "Loading earlier messages …"}</div>`;
}
