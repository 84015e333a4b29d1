import type { SessionSummary } from "@vibedeck/core";

/** What to call a session: a sub-agent by its task, unless the reader gave it a title; its first prompt is often everybody's. */
export function shownTitle({ kind, title, titleSource, facts }: SessionSummary): string {
  return kind === "subagent" && titleSource !== "user" ? (facts.agentTask ?? title) : title;
}
