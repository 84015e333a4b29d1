import type { DriveState, Failure, FailureKind, Send } from "@vibedeck/core";
import { html, nothing, type TemplateResult } from "lit";
import { counted, duration, smallDollars } from "../message/amounts.ts";
import { plainBox } from "../message/blocks/small-blocks.ts";
import { icon } from "../message/icons.ts";
import { unmasked } from "../message/short-text.ts";
import { stateBadge } from "../style/state-badge.ts";

const HEADINGS: { readonly [Kind in FailureKind]: string } = {
  "agent-missing": "The agent is not installed",
  "folder-missing": "The session's folder is gone",
  "not-signed-in": "The agent is not signed in",
  "rate-limit": "The usage limit is reached",
  overloaded: "The model is overloaded",
  "bad-model": "This model cannot be used",
  "context-full": "The context is full",
  api: "The API answered with an error",
  limit: "The turn reached its limit",
  crashed: "The agent ended unexpectedly",
  "session-missing": "The agent does not know this session",
  other: "The turn failed",
};

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

/** Whether the turn's clock runs. */
export function isTurning({ state }: DriveState): boolean {
  return state === "starting" || state === "running" || state === "stopping";
}

/** What the agent is doing at the end of the transcript, or how its last turn ended; nothing when there is nothing to tell. */
export function turnLine(drive: DriveState, now: number): TemplateResult | typeof nothing {
  const tasks = drive.background ?? 0;
  const background = tasks > 0 ? `${counted(tasks, "task")} in the background` : undefined;
  if (isTurning(drive)) return running(drive, now, background);
  const last = drive.sends.findLast(
    ({ state }) => state === "done" || state === "failed" || state === "interrupted",
  );
  return html`${last === undefined ? nothing : ended(last)}${
    background === undefined ? nothing : line("idle", [background], undefined)
  }`;
}

function running(drive: DriveState, now: number, background: string | undefined): TemplateResult {
  const waits = drive.approvals.filter(({ state }) => state === "pending").length;
  const time = drive.since === undefined ? undefined : elapsed(now - drive.since);
  const cost = drive.usd === undefined || drive.usd === 0 ? undefined : `${smallDollars(drive.usd)} so far`;
  if (waits > 0 && drive.state === "running")
    return line("waiting", ["Waits for you", background], [time, cost]);
  return line("working", [doing(drive), background], [time, cost]);
}

function doing({ state, phase }: DriveState): string {
  if (state === "stopping") return "Stopping";
  if (phase !== undefined && phase !== "") return unmasked(phase);
  return state === "starting" ? "Starting the agent" : "Working";
}

type Parts = readonly (string | undefined)[];

function line(
  state: "working" | "waiting" | "idle",
  words: Parts,
  figures: Parts | undefined,
): TemplateResult {
  const known = (figures ?? []).filter((part) => part !== undefined);
  return html`<div class=${`activity ${state}`}>
    ${stateBadge({ state })}<span class="doing" dir="auto">${words.filter((word) => word !== undefined).join(" · ")}</span>
    <span class="figures">${known.join(" · ")}</span>
  </div>`;
}

function ended(send: Send): TemplateResult {
  if (send.state === "failed") return failed(send.failure ?? { kind: "other", text: "" });
  const took = send.endedAt === undefined ? undefined : duration(Math.max(0, send.endedAt - send.at));
  const what = send.state === "interrupted" ? "Stopped" : "Done";
  const cost = send.usd === undefined ? undefined : smallDollars(send.usd);
  const words = [
    took === undefined ? what : `${what} ${send.state === "interrupted" ? "after" : "in"} ${took}`,
    cost,
  ];
  return html`<p class="ended">${words.filter((word) => word !== undefined).join(" · ")}</p>`;
}

function failed(failure: Failure): TemplateResult {
  const { kind, text, hint, resetsAt, exitCode, stderr } = failure;
  return html`<div class="failed" role="group" aria-label="Why the turn failed">
    ${icon("alert")}
    <div>
      <h2>${HEADINGS[kind] ?? HEADINGS.other}</h2>
      ${text.trim() === "" ? nothing : html`<p class="said" dir="auto">${unmasked(text)}</p>`}
      ${resetsAt === undefined ? nothing : html`<p>It is free again at ${resetTime(resetsAt)}.</p>`}
      ${hint === undefined ? nothing : html`<p>${unmasked(hint)}</p>`}
      ${exitCode === undefined ? nothing : html`<p class="faint">Exit code ${exitCode}</p>`}
      ${
        stderr === undefined || stderr.trim() === ""
          ? nothing
          : html`<details class="message stderr"><summary>${icon("chevron")}What it wrote to its error output</summary>${plainBox(unmasked(stderr))}</details>`
      }
    </div>
  </div>`;
}

function resetTime(at: number): string {
  if (!(Math.abs(at) <= 8.64e15)) return "a time that is not known";
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return today ? CLOCK.format(date) : `${date.toLocaleDateString()} ${CLOCK.format(date)}`;
}

/** Whole seconds: a clock that shows tenths only makes nervous. */
function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
