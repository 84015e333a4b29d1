import type { DriveState } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../app/icons.ts";
import { elapsed, runWords } from "./send-words.ts";

/** What the buttons of the line do. */
export interface RunActions {
  /** Chooses where the next message goes: into the running turn, or into the queue. */
  readonly steer: (steer: boolean) => void;
  readonly stop: () => void;
}

/** A turn is on, or begins or ends. */
export function runs(drive: DriveState | undefined): boolean {
  const state = drive?.state;
  return state === "running" || state === "starting" || state === "stopping";
}

/** The beginning of the phase of a turn that an earlier run of the server began. */
const ALONE = "goes on from before";

/** A turn goes on that nobody can write to any more: messages wait for its end. */
export function goesOnAlone(drive: DriveState | undefined): boolean {
  return drive?.state === "running" && drive.phase?.startsWith(ALONE) === true;
}

/** What the agent does at the moment, where the next message goes, and how to stop it; nothing when it does nothing. */
export function runLine(
  drive: DriveState | undefined,
  steering: boolean,
  actions: RunActions,
): TemplateResult | typeof nothing {
  const words = runWords(drive);
  if (words === undefined || drive === undefined) return nothing;
  const { state, since } = drive;
  const time = state === "running" || state === "starting" ? elapsed(since, Date.now()) : "";
  return html`<div class="run">
    <span class="state ${runs(drive) ? "working" : ""}" aria-hidden="true"></span>
    <span class="phase" role="status" title=${words}><bdi>${words}</bdi></span>
    <span aria-hidden="true">${time}</span>
    <span class="space"></span>
    ${
      state === "running"
        ? goesOnAlone(drive)
          ? html`<span class="later">Messages wait for its end</span>`
          : steerSwitch(steering, actions.steer)
        : nothing
    }
    ${
      runs(drive)
        ? html`<button class="framed stop" ?disabled=${state === "stopping"} title="Stop the turn (Escape in the empty box)" @click=${actions.stop}>
            ${icon("stop", 14)} Stop <kbd aria-hidden="true">esc</kbd></button>`
        : nothing
    }
  </div>`;
}

function steerSwitch(steering: boolean, choose: (steer: boolean) => void): TemplateResult {
  const option = (steer: boolean, text: string, title: string): TemplateResult =>
    html`<button aria-pressed=${steering === steer} title=${title} @click=${() => choose(steer)}>${text}</button>`;
  return html`<div class="segments" role="group" aria-label="Where the next message goes">
    ${option(false, "Queue", "Messages wait until this turn is over (Enter)")}
    ${option(true, "Steer", "Messages go into the running turn (Ctrl or Cmd + Enter)")}
  </div>`;
}
