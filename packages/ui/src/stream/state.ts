import type {
  DeckEvent,
  Notice,
  Progress,
  SessionDetail,
  SessionPage,
  SessionPatch,
  SessionSummary,
} from "@vibedeck/core";
import { applyPatch } from "./patch.ts";

/** What the page knows of the list. Replaced, never changed. */
export interface DeckState {
  /** As the server says, by key. */
  readonly sessions: ReadonlyMap<string, SessionSummary>;
  /** For each key that an event changed or removed: which change it was. Pages that were asked for earlier do not undo it. */
  readonly touched: ReadonlyMap<string, number>;
  /** Counts the changes by events. */
  readonly version: number;
  /** Changes by the reader that the server has not confirmed yet, by key, oldest first. */
  readonly pending: ReadonlyMap<string, readonly PendingPatch[]>;
  /** How much of the list is here. */
  readonly loaded: "none" | "some" | "all";
  /** A new reading of the whole list: the keys met so far, and the version when it began. The others go when it ends. */
  readonly reading: { readonly seen: ReadonlySet<string>; readonly from: number } | undefined;
  readonly total: number;
  readonly progress: Progress | undefined;
  readonly notices: readonly Notice[];
  /** Versions of the server: the first one met, and the one now. */
  readonly firstVersion: string | undefined;
  readonly serverVersion: string | undefined;
}

/** A change that was shown before the server said yes. */
export interface PendingPatch {
  readonly id: number;
  readonly change: SessionPatch;
}

/** What can happen to the state. `asked` is the state's `version` when a request was sent. */
export type DeckAction =
  | { readonly type: "events"; readonly events: readonly DeckEvent[] }
  | { readonly type: "refetch" }
  | { readonly type: "page"; readonly page: SessionPage; readonly asked: number }
  | { readonly type: "detail"; readonly detail: SessionDetail; readonly asked: number }
  | { readonly type: "patch"; readonly key: string; readonly patch: PendingPatch }
  | {
      readonly type: "patched";
      readonly key: string;
      readonly id: number;
      readonly session?: SessionSummary;
    };

export const initialState: DeckState = {
  sessions: new Map(),
  touched: new Map(),
  version: 0,
  pending: new Map(),
  loaded: "none",
  reading: undefined,
  total: 0,
  progress: undefined,
  notices: [],
  firstVersion: undefined,
  serverVersion: undefined,
};

/** What a running agent writes comes many times a second and is no matter of the list. */
const OF_THE_LIST: ReadonlySet<DeckEvent["type"]> = new Set([
  "hello",
  "session",
  "session-removed",
  "progress",
  "notices",
]);

/** The next state. Pure. */
export function reduce(state: DeckState, action: DeckAction): DeckState {
  switch (action.type) {
    case "events":
      return applyEvents(state, action.events);
    case "refetch":
      return { ...state, reading: { seen: new Set(), from: state.version } };
    case "page":
      return applyPage(state, action.page, action.asked);
    case "detail":
      return put(state, [action.detail.session, ...action.detail.agents], action.asked);
    case "patch":
      return { ...state, pending: withPending(state, action.key, (list) => [...list, action.patch]) };
    case "patched":
      return settlePatch(state, action.key, action.id, action.session);
  }
}

/** The sessions as the reader should see them: the server's word and the reader's own changes on top. */
export function shownSessions(state: DeckState): ReadonlyMap<string, SessionSummary> {
  if (state.pending.size === 0) return state.sessions;
  const shown = new Map(state.sessions);
  for (const [key, patches] of state.pending) {
    const session = shown.get(key);
    if (session !== undefined)
      shown.set(
        key,
        patches.reduce((known, { change }) => applyPatch(known, change), session),
      );
  }
  return shown;
}

function applyEvents(state: DeckState, events: readonly DeckEvent[]): DeckState {
  if (!events.some(({ type }) => OF_THE_LIST.has(type))) return state;
  const sessions = new Map(state.sessions);
  const touched = new Map(state.touched);
  const next = { ...state, sessions, touched };
  for (const event of events) {
    if (event.type === "session") {
      sessions.set(event.session.key, event.session);
      touched.set(event.session.key, ++next.version);
    } else if (event.type === "session-removed") {
      sessions.delete(event.key);
      touched.set(event.key, ++next.version);
    } else if (event.type === "progress") next.progress = event.progress;
    else if (event.type === "notices") next.notices = event.notices;
    else if (event.type === "hello") {
      next.serverVersion = event.version;
      next.firstVersion ??= event.version;
    }
  }
  return next;
}

function applyPage(state: DeckState, page: SessionPage, asked: number): DeckState {
  const next = { ...put(state, page.sessions, asked), total: page.total, progress: page.progress };
  const last = page.next === undefined;
  const reading = state.reading && {
    ...state.reading,
    seen: new Set([...state.reading.seen, ...page.sessions.map((session) => session.key)]),
  };
  if (last && reading !== undefined) {
    return {
      ...next,
      sessions: onlySeen(next, reading.seen, reading.from),
      reading: undefined,
      loaded: "all",
    };
  }
  return { ...next, reading, loaded: last || state.loaded === "all" ? "all" : "some" };
}

/** Sub-agents are not on the pages of the list: they stay as long as their parent does. */
function onlySeen(
  state: DeckState,
  seen: ReadonlySet<string>,
  from: number,
): ReadonlyMap<string, SessionSummary> {
  const stays = (session: SessionSummary): boolean =>
    seen.has(session.key) ||
    (state.touched.get(session.key) ?? 0) > from ||
    (session.parent !== undefined && seen.has(session.parent));
  return new Map([...state.sessions].filter(([, session]) => stays(session)));
}

function put(state: DeckState, list: readonly SessionSummary[], asked: number): DeckState {
  const sessions = new Map(state.sessions);
  for (const session of list) {
    if ((state.touched.get(session.key) ?? 0) <= asked) sessions.set(session.key, session);
  }
  return { ...state, sessions };
}

function settlePatch(
  state: DeckState,
  key: string,
  id: number,
  session: SessionSummary | undefined,
): DeckState {
  const pending = withPending(state, key, (list) => list.filter((patch) => patch.id !== id));
  const sessions = session === undefined ? state.sessions : new Map(state.sessions).set(key, session);
  return { ...state, sessions, pending };
}

function withPending(
  state: DeckState,
  key: string,
  change: (list: readonly PendingPatch[]) => readonly PendingPatch[],
): ReadonlyMap<string, readonly PendingPatch[]> {
  const pending = new Map(state.pending);
  const list = change(pending.get(key) ?? []);
  if (list.length === 0) pending.delete(key);
  else pending.set(key, list);
  return pending;
}
