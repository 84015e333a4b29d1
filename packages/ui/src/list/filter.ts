import type { SessionSummary } from "@vibedeck/core";
import { shownActivity } from "./shown-activity.ts";

const haystacks = new WeakMap<SessionSummary, string>();

/** Tells whether all words occur in what the list says of a session; case does not matter. No words: everything matches. */
export function matchesWords(session: SessionSummary, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  let haystack = haystacks.get(session);
  if (haystack === undefined) {
    haystack = describe(session).toLocaleLowerCase();
    haystacks.set(session, haystack);
  }
  const text = haystack;
  return words.every((word) => text.includes(word));
}

/** What somebody typed, as words to look for. */
export function filterWords(text: string): readonly string[] {
  return text
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

function describe(session: SessionSummary): string {
  const { title, project, facts, id } = session;
  const { state, reason } = shownActivity(session);
  const { firstPrompt, lastPrompt, branch, worktree, model, agentType, agentTask } = facts;
  return [
    title,
    project.name,
    project.path,
    firstPrompt,
    lastPrompt,
    branch,
    worktree,
    model,
    agentType,
    agentTask,
    id,
    state,
    reason,
  ]
    .filter((part) => part !== undefined)
    .join("\n");
}
