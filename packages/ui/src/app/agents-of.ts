import type { SessionSummary } from "@vibedeck/core";

/**
 * The sub-agents of a session's family, by the id that the transcript calls them.
 * @param before What was found last: the same map again until an agent comes or goes, since messages are rendered
 * anew when it changes.
 */
export function agentsOf(
  session: SessionSummary | undefined,
  sessions: Iterable<SessionSummary>,
  before: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (session === undefined) return before.size === 0 ? before : new Map();
  const agents = new Map<string, string>();
  const family = session.parent ?? session.key;
  for (const other of sessions) {
    if (other.parent === session.key || other.parent === family)
      agents.set(other.facts.agentId ?? other.id, other.key);
  }
  const same = agents.size === before.size && [...agents].every(([id, key]) => before.get(id) === key);
  return same ? before : agents;
}
