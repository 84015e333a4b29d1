import type { Place } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { canStop, memoryShare, memorySize, stateWord, stopsWords } from "./sandbox-words.ts";
import { cell, timeOr } from "./table-cell.ts";

/** From this part of its memory on a sandbox is marked: it is ended when it wants more than it has. */
const FULL = 0.9;

/** What a row needs beside its sandbox. */
export interface SandboxRowContext {
  readonly now: number;
  /** What people call its owner. */
  readonly who: string;
  /** The part of its CPUs that it used lately, 0 to 1; `undefined` where that is not known yet. */
  readonly cpu: number | undefined;
  /** A request about it is on its way. */
  readonly busy: boolean;
  readonly stop: () => void;
}

/** The names of the columns. */
export function sandboxColumns(): TemplateResult {
  const head = (text: string, figure = false): TemplateResult =>
    html`<th role="columnheader" scope="col" class=${figure ? "figure" : nothing}>${text}</th>`;
  return html`<thead role="rowgroup"><tr role="row">
    ${head("User")} ${head("State")} ${head("Agents", true)} ${head("Memory")} ${head("CPU", true)} ${head("Running since")} ${head("Stops")}
    <th role="columnheader" scope="col"><span class="hidden-text">Actions</span></th>
  </tr></thead>`;
}

/** A sandbox, as a row of the table, which is a card where it is narrow. */
export function sandboxRow(place: Place, context: SandboxRowContext): TemplateResult {
  const { owner, name, agents, use, since, stopsAt } = place;
  const { now, who, cpu } = context;
  return html`<tr role="row" class=${place.state} data-place=${name} tabindex="-1">
    <th role="rowheader" scope="row">
      <span class="called"><b dir="auto" title=${who}>${who}</b><span class="id" title=${name}>${who === owner ? name : `${owner} · ${name}`}</span></span>
    </th>
    ${cell("State", state(place))}
    ${cell("Agents", html`${agents.toLocaleString()}`, true)}
    ${cell("Memory", use === undefined ? NONE : memory(use))}
    ${cell("CPU", cpu === undefined ? NONE : html`${Math.round(cpu * 100)}%`, true)}
    ${cell("Running since", timeOr(NONE, since, now))}
    ${cell("Stops", html`${stopsWords(stopsAt, now) ?? NONE}`)}
    <td role="cell" class="acts">${stopButton(place, context)}</td>
  </tr>`;
}

const NONE: TemplateResult = html`<span class="nought">—</span>`;

function state({ state, detail }: Place): TemplateResult {
  return html`<span class="place-state ${state}"><i aria-hidden="true"></i>${stateWord(state)}</span>
    ${detail === undefined ? nothing : html`<span class="detail" dir="auto">${detail}</span>`}`;
}

function memory(use: NonNullable<Place["use"]>): TemplateResult {
  const share = memoryShare(use);
  const used = memorySize(use.memoryBytes);
  if (share === undefined) return html`${used}`;
  return html`<span class="memory"><span>${used} of ${memorySize(use.memoryLimitBytes)}</span>
    <span class="bar ${share >= FULL ? "full" : ""}" aria-hidden="true"><i .style=${`--share:${share}`}></i></span></span>`;
}

/** It stays in the keyboard's way while it works: a disabled button would lose the focus. */
function stopButton(place: Place, { who, busy, stop }: SandboxRowContext): TemplateResult | typeof nothing {
  if (!canStop(place)) return nothing;
  return html`<button class="framed" aria-label=${`Stop the sandbox of ${who}`} aria-disabled=${busy} @click=${() => busy || stop()}>${busy ? "Stopping …" : "Stop"}</button>`;
}
