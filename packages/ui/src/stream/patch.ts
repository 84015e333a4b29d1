import type { SessionPatch, SessionSummary } from "@vibedeck/core";

/** A session as it will look once the server has taken a change. */
export function applyPatch(session: SessionSummary, change: SessionPatch): SessionSummary {
  return {
    ...session,
    ...(change.pinned === undefined ? {} : { pinned: change.pinned }),
    ...(change.archived === undefined ? {} : { archived: change.archived }),
    ...(change.title === undefined ? {} : titled(session, change.title)),
  };
}

function titled(
  session: SessionSummary,
  title: string | null,
): Pick<SessionSummary, "title" | "titleSource"> {
  if (title !== null) return { title, titleSource: "user" };
  return { title: session.facts.title ?? session.id, titleSource: session.facts.titleSource ?? "id" };
}
