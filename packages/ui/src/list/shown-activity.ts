import type { ActivityState, SessionSummary } from "@vibedeck/core";

/** A session's state as the list tells it. */
export interface ShownActivity {
  readonly state: ActivityState;
  readonly reason?: string;
}

/** Whether its agent waits for an answer of the reader. */
export function needsYou({ drive }: Pick<SessionSummary, "drive">): boolean {
  return (drive?.needs ?? 0) > 0;
}

/** Whether an agent of ours is in a turn. */
export function isTurning({ drive }: Pick<SessionSummary, "drive">): boolean {
  const state = drive?.state;
  return state === "starting" || state === "running" || state === "stopping";
}

/** What a session is doing: what is known of its agent, when we drive it, else what its transcript says. */
export function shownActivity(session: Pick<SessionSummary, "activity" | "drive">): ShownActivity {
  const { activity, drive } = session;
  if (drive === undefined) return activity;
  if (drive.needs > 0)
    return { state: "waiting", reason: drive.needs === 1 ? "Needs you" : `Needs you ${drive.needs} times` };
  if (isTurning(session)) {
    const { reason } = drive;
    if (activity.state === "working" && activity.reason !== undefined) return activity;
    return reason === undefined ? { state: "working" } : { state: "working", reason };
  }
  if (drive.failed !== undefined) return { state: "error", reason: drive.failed };
  return activity.state === "working" && drive.state === "idle" ? { state: "idle" } : activity;
}
