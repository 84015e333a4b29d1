import type { DeckEvent, SessionPage, SessionSummary } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { type DeckState, initialState, reduce, shownSessions } from "../src/stream/state.ts";
import { session } from "./fixture.ts";

const progress = { done: true, files: 1, totalFiles: 1, bytes: 1, totalBytes: 1 };

function page(sessions: readonly SessionSummary[], next?: string): SessionPage {
  return { sessions, total: 99, progress, ...(next === undefined ? {} : { next }) };
}

function events(state: DeckState, ...list: DeckEvent[]): DeckState {
  return reduce(state, { type: "events", events: list });
}

function titles(state: DeckState): { [key: string]: string } {
  return Object.fromEntries([...shownSessions(state)].map(([key, { title }]) => [key, title]));
}

describe("the list", () => {
  it("grows page by page and says how much of it is here", () => {
    let state = reduce(initialState, { type: "refetch" });
    state = reduce(state, { type: "page", page: page([session("a")], "2"), asked: 0 });
    expect([state.loaded, state.sessions.size, state.total]).toEqual(["some", 1, 99]);

    state = reduce(state, { type: "page", page: page([session("b")]), asked: 0 });

    expect([state.loaded, state.sessions.size]).toEqual(["all", 2]);
  });

  it("does not let a page that was asked for earlier undo what an event said since", () => {
    const asked = initialState.version;
    let state = events(
      initialState,
      { type: "session", session: session("a", { title: "new" }) },
      { type: "session-removed", key: "gone" },
    );

    state = reduce(state, {
      type: "page",
      page: page([session("a", { title: "old" }), session("gone"), session("c")]),
      asked,
    });

    expect(titles(state)).toEqual({ a: "new", c: "Session c" });
  });

  it("drops what a new reading of the whole list did not bring, but not what came by the stream meanwhile", () => {
    let state = reduce(initialState, {
      type: "page",
      page: page([session("a"), session("old"), session("child", { parent: "a" })]),
      asked: 0,
    });
    state = events(state, { type: "session", session: session("touched-before") });
    state = reduce(state, { type: "refetch" });
    const asked = state.version;
    state = events(state, { type: "session", session: session("live") });

    state = reduce(state, { type: "page", page: page([session("a")]), asked });

    expect(Object.keys(titles(state)).sort()).toEqual(["a", "child", "live"]);
  });

  it("keeps the list while it is read anew", () => {
    let state = reduce(initialState, { type: "page", page: page([session("a")]), asked: 0 });
    state = reduce(state, { type: "refetch" });
    state = reduce(state, { type: "page", page: page([session("b")], "next"), asked: state.version });

    expect(Object.keys(titles(state))).toEqual(["a", "b"]);
    expect(state.loaded).toBe("all");
  });
});

describe("the stream", () => {
  it("changes, adds and removes sessions, and keeps the last progress and notices", () => {
    const notices = [{ id: "n", level: "warning", text: "Look" }] as const;
    const state = events(
      initialState,
      { type: "hello", list: "reset", version: "1.0.0" },
      { type: "session", session: session("a") },
      { type: "session", session: session("b") },
      { type: "session-removed", key: "a" },
      { type: "progress", progress },
      { type: "notices", notices },
    );

    expect(Object.keys(titles(state))).toEqual(["b"]);
    expect(state).toMatchObject({ progress, notices, serverVersion: "1.0.0", firstVersion: "1.0.0" });
  });

  it("notices that the server became another version", () => {
    const state = events(events(initialState, { type: "hello", list: "reset", version: "1.0.0" }), {
      type: "hello",
      list: "reset",
      version: "1.1.0",
    });

    expect([state.firstVersion, state.serverVersion]).toEqual(["1.0.0", "1.1.0"]);
  });

  it("does not change the state it was given", () => {
    const before = events(initialState, { type: "session", session: session("a") });
    events(before, { type: "session-removed", key: "a" });

    expect(before.sessions.has("a")).toBe(true);
    expect(initialState.sessions.size).toBe(0);
  });

  it("keeps hostile keys apart from the prototype's names", () => {
    const state = events(
      initialState,
      { type: "session", session: session("__proto__") },
      { type: "session-removed", key: "constructor" },
    );

    expect([...state.sessions.keys()]).toEqual(["__proto__"]);
  });
});

describe("a reader's change", () => {
  const start = events(initialState, {
    type: "session",
    session: session("a", { facts: { ...session("a").facts, title: "Tool's own" } }),
  });
  const patched = reduce(start, {
    type: "patch",
    key: "a",
    patch: { id: 1, change: { title: "Mine", pinned: true } },
  });

  it("shows at once, also over what the stream says before the server has taken it", () => {
    const state = events(patched, { type: "session", session: session("a", { title: "Tool's own" }) });

    expect(shownSessions(state).get("a")).toMatchObject({ title: "Mine", titleSource: "user", pinned: true });
  });

  it("gives way to the server's word once it is taken", () => {
    const state = reduce(patched, {
      type: "patched",
      key: "a",
      id: 1,
      session: session("a", { title: "Mine, trimmed" }),
    });

    expect(titles(state)).toEqual({ a: "Mine, trimmed" });
    expect(state.pending.size).toBe(0);
  });

  it("is taken back when the server refuses, and a later one stays", () => {
    let state = reduce(patched, { type: "patch", key: "a", patch: { id: 2, change: { archived: true } } });
    state = reduce(state, { type: "patched", key: "a", id: 1 });

    expect(shownSessions(state).get("a")).toMatchObject({
      title: "Session a",
      pinned: false,
      archived: true,
    });
  });

  it("gives the tool's own title back for null", () => {
    const state = reduce(start, { type: "patch", key: "a", patch: { id: 1, change: { title: null } } });

    expect(titles(state)).toEqual({ a: "Tool's own" });
  });
});
