import type { DriveBrief } from "../../drive.ts";
import type { SessionSummary } from "../../session.ts";

type Activity = SessionSummary["activity"];

/**
 * What a session is doing, when it is driven from here: what its agent says is certain, where the file only lets
 * guess. The file's word stands where no agent is at work, and for the details that the agent does not tell.
 */
export function drivenActivity(file: Activity, brief: DriveBrief): Activity {
  if (brief.needs > 0) return { ...sinceOf(file, "waiting"), state: "waiting", reason: asks(file, brief) };
  if (brief.failed !== undefined) return { ...sinceOf(file, "error"), state: "error", reason: brief.failed };
  switch (brief.state) {
    case "starting":
      return { state: "working", reason: brief.reason ?? "starting" };
    case "stopping":
      return { ...sinceOf(file, "working"), state: "working", reason: brief.reason ?? "stopping" };
    case "running":
      return running(file, brief);
    case "idle":
      return file.state === "working" || file.state === "unknown" ? { state: "idle" } : file;
    case "none":
      return file;
  }
}

function running(file: Activity, brief: DriveBrief): Activity {
  const reason = brief.reason ?? (file.state === "working" ? file.reason : undefined);
  return { ...sinceOf(file, "working"), state: "working", ...(reason === undefined ? {} : { reason }) };
}

function asks(file: Activity, brief: DriveBrief): string {
  return brief.reason ?? (file.state === "waiting" ? file.reason : undefined) ?? "waits for your answer";
}

function sinceOf(file: Activity, state: Activity["state"]): { since?: number } {
  return file.state === state && file.since !== undefined ? { since: file.since } : {};
}
