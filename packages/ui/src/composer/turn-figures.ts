import type { DriveState, SessionSummary } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { dollars } from "../format/figures.ts";
import { contextMeter } from "../session/context-meter.ts";
import { lastTurnCost } from "./send-words.ts";

/** What the last turn cost and how full the context is, for beside the box's button. */
export function turnFigures(
  session: SessionSummary | undefined,
  drive: DriveState | undefined,
): TemplateResult | typeof nothing {
  const context = session?.facts.context;
  const usd = lastTurnCost(drive);
  if (context === undefined && usd === undefined) return nothing;
  return html`<span slot="beside" class="figures">
    ${usd === undefined ? nothing : html`<span title="The last turn, as the tool counts it">${dollars(usd)} last turn</span>`}
    ${context === undefined ? nothing : contextMeter(context)}
  </span>`;
}
