import type { Activity, SessionSummary } from "../../session.ts";

/** The activity after the file has been quiet for a time: the last of its `later` steps that is due. */
export function activityAfter(activity: Activity, quietMs: number): SessionSummary["activity"] {
  let now: { state: Activity["state"]; reason?: string; since?: number } = {
    state: activity.state,
    ...(activity.reason === undefined ? {} : { reason: activity.reason }),
    ...(activity.since === undefined ? {} : { since: activity.since }),
  };
  for (const step of activity.later ?? []) {
    if (quietMs < step.afterMs) break;
    now = {
      state: step.state,
      ...(step.reason === undefined ? {} : { reason: step.reason }),
      ...(activity.since === undefined ? {} : { since: activity.since + step.afterMs }),
    };
  }
  return now;
}

/** Milliseconds of quiet after which the activity turns into something else; `undefined` when it stays. */
export function nextChange(activity: Activity, quietMs: number): number | undefined {
  return activity.later?.find((step) => step.afterMs > quietMs)?.afterMs;
}
