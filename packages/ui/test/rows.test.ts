import type { SessionSummary } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { rowOffsets, rowWindow } from "../src/list/row-window.ts";
import { type ListRow, type ListView, listRows, PROJECT_PREVIEW } from "../src/list/rows.ts";
import { session } from "./fixture.ts";

const NOW = new Date(2026, 10, 24, 12).getTime();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const view = (change: Partial<ListView> = {}): ListView => ({
  group: "day",
  filter: "",
  state: undefined,
  archived: false,
  closed: new Set(),
  whole: new Set(),
  expanded: new Set(),
  ...change,
});

/** Rows as short texts: `[group count]`, `title`, `- child`, `+more`. */
function told(sessions: readonly SessionSummary[], how: ListView = view()): readonly string[] {
  return listRows(sessions, how, NOW).map((row: ListRow) => {
    if (row.kind === "group") return `[${row.label} ${row.count}]`;
    if (row.kind === "more") return `+${row.count}`;
    return `${"- ".repeat(row.depth)}${row.session.key}`;
  });
}

describe("by day", () => {
  it("puts the newest first, under today, yesterday, the weekday, the month", () => {
    const sessions = [
      session("old", { sortAt: NOW - 40 * DAY }),
      session("today", { sortAt: NOW - HOUR }),
      session("yesterday", { sortAt: NOW - DAY }),
      session("newer", { sortAt: NOW - 1000 }),
      session("sunday", { sortAt: NOW - 2 * DAY }),
    ];

    expect(told(sessions)).toEqual([
      "[Today 2]",
      "newer",
      "today",
      "[Yesterday 1]",
      "yesterday",
      "[Sunday 1]",
      "sunday",
      "[October 2026 1]",
      "old",
    ]);
  });

  it("puts pinned sessions into a group of their own at the top", () => {
    const sessions = [
      session("a", { sortAt: NOW - 1 }),
      session("p", { sortAt: NOW - 9 * DAY, pinned: true }),
    ];

    expect(told(sessions)).toEqual(["[Pinned 1]", "p", "[Today 1]", "a"]);
  });

  it("shows archived sessions only on their own", () => {
    const sessions = [
      session("a", { sortAt: NOW }),
      session("x", { sortAt: NOW, archived: true, pinned: true }),
    ];

    expect(told(sessions)).toEqual(["[Today 1]", "a"]);
    expect(told(sessions, view({ archived: true }))).toEqual(["[Today 1]", "x"]);
  });

  it("leaves out what the backend hides", () => {
    expect(
      told([session("w", { sortAt: NOW, facts: { ...session("w").facts, hidden: "a warm-up" } })]),
    ).toEqual([]);
  });
});

describe("by project", () => {
  it("keeps two projects of one name apart, the one with the newest activity first", () => {
    const at = (key: string, id: string, sortAt: number) =>
      session(key, { sortAt, project: { id, name: "deck", path: `/${id}` } });

    expect(
      told(
        [at("a", "p1", NOW - 5), at("b", "p2", NOW - 1), at("c", "p1", NOW - 9)],
        view({ group: "project" }),
      ),
    ).toEqual(["[deck 1]", "b", "[deck 2]", "a", "c"]);
  });

  it("shows the newest of a long project and the rest on demand", () => {
    const many = Array.from({ length: 20 }, (_, i) => session(`s${i}`, { sortAt: NOW - i }));
    const group = "project";

    expect(told(many, view({ group }))).toHaveLength(1 + PROJECT_PREVIEW + 1);
    expect(told(many, view({ group })).at(-1)).toBe(`+${20 - PROJECT_PREVIEW}`);
    expect(told(many, view({ group, whole: new Set(["project:p1"]) }))).toHaveLength(21);
    expect(told(many, view({ group, filter: "s1" }))).toHaveLength(12);
  });

  it("folds a group, but not while something is sought", () => {
    const how = view({ group: "project", closed: new Set(["project:p1"]) });

    expect(told([session("a", { sortAt: NOW })], how)).toEqual(["[deck 1]"]);
    expect(told([session("a", { sortAt: NOW })], { ...how, filter: "session" })).toEqual(["[deck 1]", "a"]);
  });
});

describe("the filter", () => {
  const sessions = [
    session("a", {
      sortAt: NOW,
      title: "Fix the Tailer",
      facts: { ...session("a").facts, branch: "fix/tail", firstPrompt: "please repair" },
    }),
    session("b", { sortAt: NOW - 1, title: "Write docs", activity: { state: "waiting" } }),
  ];

  it("wants all words, anywhere, whatever their case", () => {
    expect(told(sessions, view({ filter: "TAIL repair" }))).toEqual(["[Today 1]", "a"]);
    expect(told(sessions, view({ filter: "tail docs" }))).toEqual([]);
  });

  it("can want a state", () => {
    expect(told(sessions, view({ state: "waiting" }))).toEqual(["[Today 1]", "b"]);
  });
});

describe("sub-agents", () => {
  const child = (key: string, parent: string, firstMessageAt: number) =>
    session(key, { kind: "subagent", parent, facts: { ...session(key).facts, firstMessageAt } });
  const sessions = [
    session("p", { sortAt: NOW }),
    child("c2", "p", 20),
    child("c1", "p", 10),
    child("g", "c1", 15),
  ];

  it("hang under their parent, oldest first, when it is opened", () => {
    expect(told(sessions)).toEqual(["[Today 1]", "p"]);
    expect(told(sessions, view({ expanded: new Set(["p", "c1"]) }))).toEqual([
      "[Today 1]",
      "p",
      "- c1",
      "- - g",
      "- c2",
    ]);
  });

  it("of an unknown parent, or of themselves, do not stand in the list and do not loop", () => {
    expect(
      told([child("lost", "missing", 1), child("self", "self", 1)], view({ expanded: new Set(["self"]) })),
    ).toEqual([]);
  });
});

describe("the part of the list in the DOM", () => {
  const rows = listRows(
    Array.from({ length: 10_000 }, (_, i) => session(`s${i}`, { sortAt: NOW - i })),
    view(),
    NOW,
  );
  const offsets = rowOffsets(rows);
  const height = offsets.at(-1) ?? 0;

  it("stays small for 10,000 sessions, wherever the scroll bar is", () => {
    for (const top of [0, 1, height / 3, height - 800, height + 5000]) {
      const part = rowWindow(offsets, top, 800);
      expect(part.end - part.first).toBeLessThan(40);
      expect(part.end - part.first).toBeGreaterThan(0);
      const shown = (offsets[part.end] ?? 0) - (offsets[part.first] ?? 0);
      expect(part.before + shown + part.after).toBe(height);
    }
  });

  it("covers what is in view", () => {
    const part = rowWindow(offsets, 5000, 800, 0);
    expect(part.before).toBeLessThanOrEqual(5000);
    expect(height - part.after).toBeGreaterThanOrEqual(5800);
  });

  it("is nothing for an empty list", () => {
    expect(rowWindow(rowOffsets([]), 0, 800)).toEqual({ first: 0, end: 0, before: 0, after: 0 });
  });

  it("arranges 10,000 sessions quickly enough for every event", () => {
    const sessions = Array.from({ length: 10_000 }, (_, i) => session(`s${i}`, { sortAt: NOW - i * 60_000 }));
    const started = performance.now();
    for (let i = 0; i < 5; i += 1) listRows(sessions, view({ filter: "session" }), NOW);
    expect((performance.now() - started) / 5).toBeLessThan(150);
  });
});

it("does not let two busy sessions change places at every message", () => {
  const busy = (key: string, sortAt: number, begun: number) =>
    session(key, { sortAt, facts: { ...session(key).facts, firstMessageAt: begun } });
  const first = [busy("a", NOW - 1000, NOW - HOUR), busy("b", NOW - 2000, NOW - 2 * HOUR)];
  const later = [busy("a", NOW - 2000, NOW - HOUR), busy("b", NOW - 1000, NOW - 2 * HOUR)];

  expect(told(first)).toEqual(told(later));
});
