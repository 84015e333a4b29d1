import type { Activity, ActivityState } from "@vibedeck/core";
import type { FactsState, OpenCall } from "./state.ts";

type Later = NonNullable<Activity["later"]>[number];

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How long a file may be quiet before its state is doubted; docs/session-state.md explains each. */
const QUIET: Readonly<Record<"finished" | "permission" | "stopped" | "tool" | "agent" | "asked", number>> = {
  finished: 10 * SECOND,
  permission: 10 * SECOND,
  stopped: 5 * MINUTE,
  tool: 15 * MINUTE,
  agent: 60 * MINUTE,
  asked: 24 * 60 * MINUTE,
};

/** Calls that only a person can answer. */
const QUESTIONS: ReadonlyMap<string, string> = new Map([
  ["AskUserQuestion", "asks a question"],
  ["ExitPlanMode", "asks to approve its plan"],
  ["EnterPlanMode", "asks to plan first"],
]);

/** Calls that lead other sessions, whose work the file does not show. */
const LEADS: ReadonlySet<string> = new Set(["Task", "Agent", "Workflow", "TaskOutput"]);

const EDITS: ReadonlySet<string> = new Set(["Write", "Edit", "MultiEdit", "NotebookEdit"]);
const GUARDED: ReadonlySet<string> = new Set(["Bash", "PowerShell", "WebFetch", "WebSearch", "Skill"]);

/** What the session is doing, from its transcript alone. */
export function activityOf(state: FactsState): Activity {
  const { turn } = state;
  switch (turn.kind) {
    case "none":
      return { state: "unknown" };
    case "done":
      return activity("idle", turn.reason, turn.since);
    case "error":
      return activity("error", turn.reason, turn.since);
    case "said":
      return activity("working", null, turn.since, [later(QUIET.finished, "idle")]);
    case "command":
      return activity("working", turn.reason, turn.since, [later(QUIET.finished, "idle")]);
    case "queued":
      return activity("working", "has a prompt in its queue", turn.since, [later(QUIET.stopped, "idle")]);
    case "retry":
      return activity("working", turn.reason, turn.since, [
        later(QUIET.stopped + turn.delay, "idle", "stopped"),
      ]);
    case "model":
      return busy(state);
  }
}

function busy(state: FactsState): Activity {
  const { open, turn } = state;
  const question = open.find((call) => QUESTIONS.has(call.name));
  if (question !== undefined) {
    const left = later(QUIET.asked, "idle", "left without an answer");
    return activity("waiting", QUESTIONS.get(question.name) ?? null, state.lastAt, [left]);
  }
  const call = open.at(-1);
  if (call === undefined)
    return activity("working", turn.reason, turn.since, [later(QUIET.stopped, "idle", "stopped")]);
  return activity("working", runs(open, call), turn.since, doubts(state, call));
}

/** What an open call turns into: perhaps it waits for a permission, in the end it was given up. */
function doubts(state: FactsState, last: OpenCall): readonly Later[] {
  const guarded = state.open.find((call) => needsPermission(call.name, state));
  if (guarded !== undefined) {
    return [
      later(QUIET.permission, "waiting", `may wait for permission to run ${guarded.name}`),
      later(QUIET.agent, "idle", `stopped in ${guarded.name}`),
    ];
  }
  const leads = state.open.some((call) => LEADS.has(call.name));
  return [later(leads ? QUIET.agent : QUIET.tool, "idle", `stopped in ${last.name}`)];
}

function runs(open: readonly OpenCall[], last: OpenCall): string {
  return open.length === 1 ? `runs ${last.name}` : `runs ${open.length} tools`;
}

/** A sub-agent's file does not say in which mode its session runs: nothing is guessed there. */
function needsPermission(name: string, state: FactsState): boolean {
  const mode = state.permissionMode ?? (state.agent ? "unknown" : "default");
  if (mode !== "default" && mode !== "acceptEdits") return false;
  if (EDITS.has(name)) return mode === "default";
  return GUARDED.has(name) || name.startsWith("mcp__");
}

function later(afterMs: number, state: ActivityState, reason?: string): Later {
  return { afterMs, state, ...(reason === undefined ? {} : { reason }) };
}

function activity(
  state: ActivityState,
  reason: string | null,
  since: number | null,
  doubted?: readonly Later[],
): Activity {
  return {
    state,
    ...(reason === null ? {} : { reason }),
    ...(since === null ? {} : { since }),
    ...(doubted === undefined ? {} : { later: doubted }),
  };
}
