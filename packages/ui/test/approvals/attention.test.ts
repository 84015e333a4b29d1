import { describe, expect, it } from "vitest";
import { countStates, type ListView, listRows } from "../../src/list/rows.ts";
import { needsYou, shownActivity } from "../../src/list/shown-activity.ts";
import { happening } from "../../src/notify/attention.ts";
import { session } from "../fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const view: ListView = {
  group: "day",
  filter: "",
  state: undefined,
  archived: false,
  closed: new Set(["needs"]),
  whole: new Set(),
  expanded: new Set(),
};

describe("the list", () => {
  const needing = session("n", {
    sortAt: NOW - 1e9,
    pinned: true,
    drive: { state: "running", queued: 0, needs: 1 },
  });
  const archived = session("x", { archived: true, drive: { state: "running", queued: 0, needs: 2 } });
  const others = [session("a", { sortAt: NOW }), session("p", { pinned: true })];

  it("begins with the sessions that need the reader, once each, pinned, archived or neither", () => {
    const rows = listRows([...others, needing, archived], view, NOW);

    const told = rows.map((row) => (row.kind === "group" ? `[${row.label} ${row.count}]` : row.id));
    expect(told.slice(0, 3)).toEqual(["[Needs you 2]", ...told.slice(1, 3)]);
    expect(told.slice(1, 3).sort()).toEqual(["n", "x"]);
    expect(told.slice(3)).toEqual(["[Pinned 1]", "p", "[Today 1]", "a"]);
  });

  it("has no such group while nobody is needed", () => {
    expect(listRows(others, view, NOW).some((row) => row.id === "needs")).toBe(false);
  });

  it("counts them as waiting", () => {
    expect(countStates([needing, ...others])).toEqual({ waiting: 1, working: 0, error: 0 });
  });
});

describe("what a session is doing", () => {
  const shown = (drive: Parameters<typeof shownActivity>[0]["drive"], state: "idle" | "working" = "idle") =>
    shownActivity({ activity: { state }, ...(drive === undefined ? {} : { drive }) });

  it("is what its agent does, when we drive it", () => {
    expect(shown(undefined)).toEqual({ state: "idle" });
    expect(shown({ state: "running", queued: 0, needs: 1 })).toEqual({
      state: "waiting",
      reason: "Needs you",
    });
    expect(shown({ state: "starting", queued: 0, needs: 0 })).toEqual({ state: "working" });
    const reason = "creating your sandbox…";
    expect(shown({ state: "starting", queued: 0, needs: 0, reason })).toEqual({ state: "working", reason });
    expect(shown({ state: "starting", queued: 0, needs: 0, reason }, "working")).toMatchObject({ reason });
    expect(shown({ state: "none", queued: 0, needs: 0, failed: "limit" })).toEqual({
      state: "error",
      reason: "limit",
    });
    expect(shown({ state: "idle", queued: 0, needs: 0 }, "working")).toEqual({ state: "idle" });
    expect(needsYou(session("a"))).toBe(false);
  });
});

describe("what is told of a session", () => {
  it.each([
    ["nothing when it is met for the first time", undefined, { needs: 1, turning: true }, {}, undefined],
    ["that it needs somebody", { needs: 0, turning: true }, { needs: 1, turning: true }, {}, "needs"],
    ["nothing when it was answered", { needs: 1, turning: true }, { needs: 0, turning: true }, {}, undefined],
    ["that its turn is done", { needs: 0, turning: true }, { needs: 0, turning: false }, {}, "ended"],
    [
      "that its turn failed",
      { needs: 0, turning: true },
      { needs: 0, turning: false },
      { failed: "x" },
      "failed",
    ],
    [
      "nothing while it is quiet",
      { needs: 0, turning: false },
      { needs: 0, turning: false },
      { failed: "x" },
      undefined,
    ],
  ] as const)("%s", (_name, before, now, drive, what) => {
    expect(happening(before, now, { drive: { state: "none", queued: 0, needs: 0, ...drive } })).toBe(what);
  });
});
