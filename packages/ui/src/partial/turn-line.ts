import type { DriveState } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { counted, duration, smallDollars } from "../message/amounts.ts";
import { stateBadge } from "../style/state-badge.ts";

/**
 * What the agent takes and runs beside its answer, at the end of the transcript, and that it is at work; nothing when
 * there is nothing to tell. What it does at the moment, and why a turn failed, stand beside the box below.
 */
export function turnLine(drive: DriveState, writes: boolean): TemplateResult | typeof nothing {
  const turns = drive.state === "starting" || drive.state === "running" || drive.state === "stopping";
  const waits = drive.approvals.some(({ state }) => state === "pending");
  const words = [...background(drive), ...(turns ? soFar(drive) : took(drive))];
  if (words.length === 0 && (!turns || waits)) return nothing;
  return html`<p class="turn">${turns && !waits ? mark(writes) : nothing}${words.join(" · ")}</p>`;
}

/** Its room stays while what is written shows that it is at work: nothing moves when that is finished. */
function mark(writes: boolean): TemplateResult {
  return html`<span class=${writes ? "kept" : ""} aria-hidden=${writes}>${stateBadge({ state: "working" })}</span>`;
}

function background({ background: tasks = 0 }: DriveState): readonly string[] {
  return tasks > 0 ? [`${counted(tasks, "task")} in the background`] : [];
}

function soFar({ usd = 0 }: DriveState): readonly string[] {
  return usd > 0 ? [`${smallDollars(usd)} so far`] : [];
}

/** How long the last turn took, and what it cost. */
function took({ sends }: DriveState): readonly string[] {
  const last = sends.findLast(({ endedAt }) => endedAt !== undefined);
  if (last?.endedAt === undefined || (last.state !== "done" && last.state !== "interrupted")) return [];
  const time = duration(Math.max(0, last.endedAt - last.at));
  const words = last.state === "done" ? `Done in ${time}` : `Stopped after ${time}`;
  return last.usd === undefined ? [words] : [words, smallDollars(last.usd)];
}
