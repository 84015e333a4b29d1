import type { SessionSummary } from "@vibedeck/core";

/** Whether a session is somebody else's: an admin may look at it, and nothing more. */
export function isOthers({ owner }: Pick<SessionSummary, "owner">, reader: string | undefined): boolean {
  return owner !== reader;
}

/** The reader's own sessions. */
export function ownSessions(
  sessions: ReadonlyMap<string, SessionSummary>,
  reader: string | undefined,
): ReadonlyMap<string, SessionSummary> {
  return new Map([...sessions].filter(([, session]) => !isOthers(session, reader)));
}

/** Everybody's sessions, where only the reader's own can need the reader. */
export function needingOnlyOwner(
  sessions: ReadonlyMap<string, SessionSummary>,
  reader: string | undefined,
): ReadonlyMap<string, SessionSummary> {
  const calm = (session: SessionSummary): SessionSummary =>
    session.drive === undefined || !isOthers(session, reader)
      ? session
      : { ...session, drive: { ...session.drive, needs: 0 } };
  return new Map([...sessions].map(([key, session]) => [key, calm(session)]));
}
