import type { SessionSummary } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../app/icons.ts";
import { costLabel, shortModel } from "../format/figures.ts";
import { fullTime, relativeTime } from "../format/relative-time.ts";
import { stateBadge, stateLabel } from "../style/state-badge.ts";
import { type ListRow, NEEDS } from "./rows.ts";
import { needsYou, shownActivity } from "./shown-activity.ts";
import { shownTitle } from "./shown-title.ts";

/** What rows do when they are used. */
export interface RowActions {
  href(key: string): string;
  /** Whose it is, where it is not the reader's. */
  owner(session: SessionSummary): string | undefined;
  open(event: MouseEvent, key: string): void;
  toggleGroup(id: string): void;
  showWhole(group: string): void;
  toggleAgents(key: string): void;
  patch(key: string, change: { pinned?: boolean; archived?: boolean }): void;
}

/** A row of the list. */
export function rowTemplate(
  row: ListRow,
  selected: string | undefined,
  now: number,
  actions: RowActions,
): TemplateResult {
  if (row.kind === "group") return groupRow(row, actions);
  if (row.kind === "more") {
    return html`<div class="row more" role="listitem">
      <button @click=${() => actions.showWhole(row.group)}>Show ${row.count} more</button>
    </div>`;
  }
  return sessionRow(row, row.session.key === selected, now, actions);
}

function groupRow(row: ListRow & { kind: "group" }, actions: RowActions): TemplateResult {
  if (row.id === NEEDS) {
    return html`<div class="row group needs" role="listitem">
      <span class="named">${stateBadge({ state: "waiting" })}<span class="label">${row.label}</span><span class="count">${row.count}</span></span>
    </div>`;
  }
  const { working, waiting, error } = row.states;
  return html`<div class="row group" role="listitem">
    <button aria-expanded=${row.open} title=${row.hint ?? nothing} @click=${() => actions.toggleGroup(row.id)}>
      <span class="turn">${icon("chevron", 12)}</span>
      <span class="label" dir="auto">${row.label}</span>
      ${waiting > 0 ? stateBadge({ state: "waiting", reason: `${waiting} here` }) : nothing}
      ${error > 0 ? stateBadge({ state: "error", reason: `${error} here` }) : nothing}
      ${working > 0 ? stateBadge({ state: "working", reason: `${working} here` }) : nothing}
      <span class="count">${row.count}</span>
    </button>
  </div>`;
}

function sessionRow(
  row: ListRow & { kind: "session" },
  selected: boolean,
  now: number,
  actions: RowActions,
): TemplateResult {
  const { session, depth } = row;
  const { key, archived, pinned } = session;
  const name = shownTitle(session);
  return html`<div class="row session depth-${Math.min(depth, 3)} ${selected ? "selected" : ""}" role="listitem" data-key=${key}>
    <a href=${actions.href(key)} aria-current=${selected ? "page" : nothing} @click=${(event: MouseEvent) => actions.open(event, key)}>
      ${stateBadge(shownActivity(session))}
      <span class="title" dir="auto" title=${name}>${agentType(session)}${name}</span>
      <time datetime=${new Date(session.sortAt).toISOString()} title=${fullTime(session.sortAt)}>${relativeTime(session.sortAt, now)}</time>
      <span class="meta">${foreign(actions.owner(session))}${meta(row)}</span>
      <span class="cost">${costLabel(session.cost)}</span>
    </a>
    ${row.agents > 0 ? agentsButton(row, actions) : nothing}
    ${
      depth > 0 || actions.owner(session) !== undefined
        ? nothing
        : html`<span class="actions">
          <button class="icon" aria-label=${pinned ? "Unpin" : "Pin"} title=${pinned ? "Unpin" : "Pin"} aria-pressed=${pinned}
            @click=${() => actions.patch(key, { pinned: !pinned })}>${icon("pin", 14)}</button>
          <button class="icon" aria-label=${archived ? "Bring back" : "Archive"} title=${archived ? "Bring back" : "Archive"} aria-pressed=${archived}
            @click=${() => actions.patch(key, { archived: !archived })}>${icon("archive", 14)}</button>
        </span>`
    }
  </div>`;
}

function foreign(owner: string | undefined): TemplateResult | typeof nothing {
  return owner === undefined ? nothing : html`<b class="owner"><bdi>${owner}</bdi></b> · `;
}

function agentType({ facts, kind }: SessionSummary): TemplateResult | typeof nothing {
  return kind === "subagent" && facts.agentType !== undefined ? html`<b>${facts.agentType}</b> ` : nothing;
}

function agentsButton(row: ListRow & { kind: "session" }, actions: RowActions): TemplateResult {
  const label = row.agents === 1 ? "1 sub-agent" : `${row.agents} sub-agents`;
  return html`<button class="agents" aria-expanded=${row.expanded} title=${label} aria-label=${label}
    @click=${() => actions.toggleAgents(row.session.key)}>
    <span class="turn">${icon("chevron", 10)}</span>${row.agents}
  </button>`;
}

function meta(row: ListRow & { kind: "session" }): TemplateResult {
  const { session } = row;
  const { project, facts, drive } = session;
  const activity = shownActivity(session);
  const urgent = activity.state === "working" || activity.state === "waiting" || activity.state === "error";
  const queued = drive?.queued ?? 0;
  const parts = [
    queued > 0 ? `${queued} queued` : undefined,
    row.showProject ? project.name : undefined,
    facts.worktree ?? facts.branch,
    facts.model === undefined ? undefined : shortModel(facts.model),
  ].filter((part) => part !== undefined && part !== "");
  const why = html`<span class=${needsYou(session) ? "why needs" : `why ${activity.state}`}>${activity.reason ?? stateLabel(activity.state)}</span>`;
  return html`${urgent ? html`${why}${parts.length > 0 && !needsYou(session) ? " · " : " "}` : nothing}<bdi>${parts.join(" · ")}</bdi>`;
}
