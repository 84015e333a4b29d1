import type { DriveBrief, DriveState, Send } from "../../drive.ts";
import type { LaneParts } from "./lane-parts.ts";

const MAX_WORDS = 200;

/** What readers of a session are told. */
export function driveStateOf(lane: LaneParts, since: number | undefined): DriveState {
  const { told, choice, queue, deps, key } = lane;
  const model = told.model ?? choice.driven?.model;
  const permissionMode = told.permissionMode ?? choice.driven?.permissionMode;
  return {
    state: told.stage,
    ...told.fields(),
    ...(since === undefined ? {} : { since }),
    sends: queue.shown(),
    approvals: deps.approvals.shown(key),
    ...(model === undefined ? {} : { model }),
    ...(permissionMode === undefined ? {} : { permissionMode }),
  };
}

/** What the list is told of it; nothing when there is nothing to tell. */
export function briefOf({ told, queue, deps, key }: LaneParts): DriveBrief | undefined {
  const { stage } = told;
  const queued = queue.waiting;
  const needs = deps.approvals.pending(key);
  const failed = stage === "running" || stage === "starting" ? undefined : failureIn(queue.last?.send);
  if (stage === "none" && queued === 0 && needs === 0 && failed === undefined) return undefined;
  const reason = deps.approvals.asks(key) ?? told.phase;
  return {
    state: stage,
    queued,
    needs,
    ...(reason === undefined ? {} : { reason }),
    ...(failed === undefined ? {} : { failed }),
  };
}

function failureIn(send: Send | undefined): string | undefined {
  if (send?.state !== "failed" && send?.state !== "unknown") return undefined;
  const words = send.state === "failed" ? "the turn failed" : "it is not known what became of the message";
  return (send.failure?.text ?? words).slice(0, MAX_WORDS).toWellFormed();
}
