import type { Progress, SessionPage, SessionSummary } from "@vibedeck/core";
import { SseClient } from "../sse-client.ts";
import type { ServerProcess } from "./server-process.ts";

/** More rounds, for a machine that has the time. */
export const FULL: boolean = process.env["VIBEDECK_E2E_FULL"] === "1";

/** A number of rounds: from the environment, else the usual one or that of a full run. */
export function rounds(name: string, usual: number, full: number): number {
  return Number(process.env[name] ?? (FULL ? full : usual));
}

/** Resolves once everything that is there is read. */
export async function settled(server: ServerProcess): Promise<void> {
  const stream = new SseClient(server.port);
  await stream.until(() => stream.events.length > 0);
  const { progress } = await server.get<{ progress: Progress }>("/api/backends");
  if (!progress.done) {
    await stream.event(
      ({ type, data }) => type === "progress" && (JSON.parse(data) as { progress: Progress }).progress.done,
    );
  }
  stream.close();
}

/** All sessions, page by page. */
export async function allSessions(server: ServerProcess): Promise<SessionSummary[]> {
  const sessions: SessionSummary[] = [];
  for (let cursor = ""; ; ) {
    const page = await server.get<SessionPage>(`/api/sessions?limit=1000${cursor}`);
    sessions.push(...page.sessions);
    if (page.next === undefined) return sessions;
    cursor = `&cursor=${page.next}`;
  }
}

/** The one session of a home, once it is read. */
export async function onlyKey(server: ServerProcess): Promise<string> {
  await settled(server);
  const [session] = await allSessions(server);
  if (session === undefined) throw new Error("no session is listed");
  return session.key;
}

/** A whole number from 0 up to, and without, a bound. */
export function random(below: number): number {
  return Math.floor(Math.random() * below);
}
