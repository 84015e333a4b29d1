import type { SessionSummary } from "@vibedeck/core";

/** A folder that was worked in. */
export interface RecentFolder {
  readonly path: string;
  readonly name: string;
}

/** Where a session was started, as far as it is known. */
export function folderOf(session: SessionSummary): string | undefined {
  return session.facts.projectPath ?? session.project.path ?? session.facts.cwd;
}

/** The folders of sessions, the one that was worked in last first. */
export function recentFolders(sessions: Iterable<SessionSummary>, max: number): readonly RecentFolder[] {
  const newest = new Map<string, { readonly at: number; readonly name: string }>();
  for (const session of sessions) {
    const path = session.kind === "session" ? folderOf(session) : undefined;
    if (path === undefined || session.facts.hidden !== undefined) continue;
    const known = newest.get(path);
    if (known === undefined || known.at < session.sortAt)
      newest.set(path, { at: session.sortAt, name: session.project.name });
  }
  return [...newest]
    .sort(([, a], [, b]) => b.at - a.at)
    .slice(0, max)
    .map(([path, { name }]) => ({ path, name }));
}
