import type { ActivityState, SessionSummary } from "@vibedeck/core";
import { dayHeading } from "../format/relative-time.ts";
import { filterWords, matchesWords } from "./filter.ts";
import { needsYou, shownActivity } from "./shown-activity.ts";

/** How the list is arranged; kept in the browser. */
export interface ListView {
  readonly group: "day" | "project";
  readonly filter: string;
  readonly state: ActivityState | undefined;
  readonly archived: boolean;
  /** Ids of groups that are closed. */
  readonly closed: ReadonlySet<string>;
  /** Ids of project groups that show all their sessions. */
  readonly whole: ReadonlySet<string>;
  /** Keys of sessions whose sub-agents are shown. */
  readonly expanded: ReadonlySet<string>;
}

/** A row of the list, in the order shown. */
export type ListRow =
  | {
      readonly kind: "group";
      readonly id: string;
      readonly label: string;
      readonly hint?: string;
      readonly count: number;
      readonly open: boolean;
      readonly states: StateCounts;
    }
  | {
      readonly kind: "session";
      readonly id: string;
      readonly session: SessionSummary;
      readonly depth: number;
      readonly agents: number;
      readonly expanded: boolean;
      readonly showProject: boolean;
    }
  | { readonly kind: "more"; readonly id: string; readonly group: string; readonly count: number };

/** How many sessions are in a state that asks for a look. */
export interface StateCounts {
  readonly working: number;
  readonly waiting: number;
  readonly error: number;
}

/** Sessions of a project that are shown before "show more". */
export const PROJECT_PREVIEW = 6;

interface Group {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly sessions: SessionSummary[];
}

/** Id of the group of those that wait for the reader. It stands above all others and cannot be closed. */
export const NEEDS: string = "needs";

/** Arranges sessions as rows: those that need the reader first, then pinned ones, then by day or by project, newest activity first. Pure. */
export function listRows(all: Iterable<SessionSummary>, view: ListView, now: number): readonly ListRow[] {
  const { top, children } = split(all);
  const words = filterWords(view.filter);
  const wanted = top
    .filter((session) => session.archived === view.archived || (needsYou(session) && !view.archived))
    .filter((session) => view.state === undefined || shownActivity(session).state === view.state)
    .filter((session) => matchesWords(session, words))
    .sort((a, b) => compareActivity(a, b, now));
  const needing = view.archived ? [] : wanted.filter(needsYou);
  const calm = needing.length === 0 ? wanted : wanted.filter((session) => !needsYou(session));
  const pinned = view.archived ? [] : calm.filter((session) => session.pinned);
  const others = pinned.length === 0 ? calm : calm.filter((session) => !session.pinned);
  const groups = view.group === "day" ? byDay(others, now) : byProject(others);
  if (pinned.length > 0) groups.unshift({ id: "pinned", label: "Pinned", sessions: pinned });
  if (needing.length > 0) groups.unshift({ id: NEEDS, label: "Needs you", sessions: needing });
  const searching = words.length > 0 || view.state !== undefined;
  return groups.flatMap((group) => groupRows(group, view, children, searching));
}

/** Sessions that were active so lately, in milliseconds, do not change places with each other at every message. */
const LATELY = 5 * 60_000;

/** Newest activity first; those that are active now in the order in which they were begun, so that the list stays calm. */
function compareActivity(a: SessionSummary, b: SessionSummary, now: number): number {
  const lately = now - a.sortAt < LATELY && now - b.sortAt < LATELY;
  return (lately ? startOf(b) - startOf(a) : 0) || b.sortAt - a.sortAt;
}

/** How many top-level sessions that are not archived ask for a look. */
export function countStates(all: Iterable<SessionSummary>): StateCounts {
  const counts = { working: 0, waiting: 0, error: 0 };
  for (const session of all) {
    const { state } = shownActivity(session);
    if (session.archived || session.kind === "subagent") continue;
    if (state === "working" || state === "waiting" || state === "error") counts[state] += 1;
  }
  return counts;
}

/** Top-level sessions, and sub-agents by their parent, oldest first. A sub-agent without a known parent stands at the top. */
function split(all: Iterable<SessionSummary>): {
  readonly top: readonly SessionSummary[];
  readonly children: ReadonlyMap<string, readonly SessionSummary[]>;
} {
  const list = [...all].filter((session) => session.facts.hidden === undefined);
  const keys = new Set(list.map((session) => session.key));
  const top: SessionSummary[] = [];
  const children = new Map<string, SessionSummary[]>();
  for (const session of list) {
    const { parent } = session;
    if (parent === undefined || parent === session.key || !keys.has(parent)) {
      if (session.kind === "session" || parent === undefined) top.push(session);
      continue;
    }
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [session]);
    else known.push(session);
  }
  for (const siblings of children.values()) siblings.sort((a, b) => startOf(a) - startOf(b));
  return { top, children };
}

function startOf(session: SessionSummary): number {
  return session.facts.firstMessageAt ?? session.sortAt;
}

function byDay(sessions: readonly SessionSummary[], now: number): Group[] {
  const groups: Group[] = [];
  const labels = new Map<number, string>();
  for (const session of sessions) {
    const day = dayNumber(session.sortAt);
    const label = labels.get(day) ?? dayHeading(session.sortAt, now);
    labels.set(day, label);
    const last = groups.at(-1);
    if (last?.label === label) last.sessions.push(session);
    else groups.push({ id: `day:${label}`, label, sessions: [session] });
  }
  return groups;
}

/** Tells days of the reader's time zone apart: wording them is slow, and sessions of a day share one wording. */
function dayNumber(at: number): number {
  const date = new Date(at);
  return (date.getFullYear() * 12 + date.getMonth()) * 31 + date.getDate();
}

function byProject(sessions: readonly SessionSummary[]): Group[] {
  const groups = new Map<string, Group>();
  for (const session of sessions) {
    const { id, name, path } = session.project;
    const known = groups.get(id);
    if (known !== undefined) known.sessions.push(session);
    else
      groups.set(id, {
        id: `project:${id}`,
        label: name,
        ...(path === undefined ? {} : { hint: path }),
        sessions: [session],
      });
  }
  return [...groups.values()];
}

function groupRows(
  group: Group,
  view: ListView,
  children: ReadonlyMap<string, readonly SessionSummary[]>,
  searching: boolean,
): readonly ListRow[] {
  const { id, label, hint, sessions } = group;
  const open = searching || id === NEEDS || !view.closed.has(id);
  const head: ListRow = {
    kind: "group",
    id,
    label,
    ...(hint === undefined ? {} : { hint }),
    count: sessions.length,
    open,
    states: countStates(sessions),
  };
  if (!open) return [head];
  const cut =
    view.group === "project" &&
    id !== "pinned" &&
    id !== NEEDS &&
    !searching &&
    !view.whole.has(id) &&
    sessions.length > PROJECT_PREVIEW + 1;
  const shown = cut ? sessions.slice(0, PROJECT_PREVIEW) : sessions;
  const rows: ListRow[] = [head];
  const showProject = view.group === "day" || id === "pinned" || id === NEEDS;
  for (const session of shown) addSession(rows, session, 0, showProject, view, children);
  if (cut) rows.push({ kind: "more", id: `more:${id}`, group: id, count: sessions.length - shown.length });
  return rows;
}

function addSession(
  rows: ListRow[],
  session: SessionSummary,
  depth: number,
  showProject: boolean,
  view: ListView,
  children: ReadonlyMap<string, readonly SessionSummary[]>,
): void {
  const own = children.get(session.key) ?? [];
  const expanded = view.expanded.has(session.key);
  rows.push({
    kind: "session",
    id: session.key,
    session,
    depth,
    agents: Math.max(session.agents, own.length),
    expanded,
    showProject,
  });
  if (!expanded || depth > 4) return;
  for (const child of own) addSession(rows, child, depth + 1, false, view, children);
}
