import type { Approval, DriveState } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import {
  elapsed,
  lastTurnCost,
  queueOf,
  resetWords,
  runWords,
  sendWords,
} from "../../src/composer/send-words.ts";
import { pendingSends } from "../../src/drive/pending-sends.ts";
import { IDLE, send } from "../fake-drive.ts";

const drive = (change: Partial<DriveState>): DriveState => ({ ...IDLE, ...change });
const asked: Approval = {
  id: "a1",
  session: "s1",
  kind: "tool",
  tool: "Bash",
  input: {},
  view: { kind: "shell", command: "make" },
  suggestions: [],
  state: "pending",
  at: 1,
};
const STATES = ["accepted", "queued", "held", "running", "done", "failed", "interrupted", "unknown"] as const;
const all = drive({ sends: STATES.map((state) => send(state, { state })) });

describe("what became of a message", () => {
  it("stands in one place: at the transcript's end, or above the box", () => {
    const pending = pendingSends(all).map(({ id }) => id);
    const queue = queueOf(all, new Set()).map(({ id }) => id);

    expect(pending).toEqual(["accepted", "running"]);
    expect(queue).toEqual(["queued", "held", "failed", "interrupted", "unknown"]);
    expect(pendingSends(undefined)).toBe(pendingSends(IDLE));
  });

  it("is told in words for each state", () => {
    for (const state of STATES) expect(sendWords(state).word).toMatch(/^[A-Z][a-z ]+$/);
  });

  it("is put away when the reader says so", () => {
    expect(queueOf(all, new Set(["failed"])).map(({ id }) => id)).not.toContain("failed");
  });
});

describe("figures", () => {
  it("tell how long a turn runs", () => {
    expect(elapsed(undefined, 0)).toBe("");
    expect(elapsed(1000, 0)).toBe("0:00");
    expect(elapsed(0, 67_900)).toBe("1:07");
    expect(elapsed(0, 3_723_000)).toBe("1:02:03");
  });

  it("tell when a limit ends, and nothing for a time that is none", () => {
    const limit = { kind: "rate-limit", text: "limit" } as const;
    expect(resetWords(limit, 0)).toBeUndefined();
    expect(resetWords({ ...limit, resetsAt: Number.NaN }, 0)).toBeUndefined();
    expect(resetWords({ ...limit, resetsAt: 1e300 }, 0)).toBeUndefined();
    expect(resetWords({ ...limit, resetsAt: 7_800_000 }, 0)).toContain("in 2 h 10 min");
    expect(resetWords({ ...limit, resetsAt: 30_000 }, 0)).toContain("in 1 min");
    expect(resetWords({ ...limit, resetsAt: 5 }, 10)).toContain("ended");
    expect(resetWords({ ...limit, resetsAt: 3 * 86_400_000 }, 0)).toContain("ends on");
  });

  it("tell what the last turn cost", () => {
    expect(lastTurnCost(undefined)).toBeUndefined();
    const sends = [
      send("1", { state: "done", usd: 0.1, endedAt: 10 }),
      send("2", { state: "failed", usd: 0.2, endedAt: 20 }),
      send("3", { state: "running" }),
    ];
    expect(lastTurnCost(drive({ sends }))).toBe(0.2);
  });

  it("tell whether the agent is at work", () => {
    expect(runWords(undefined)).toBeUndefined();
    expect(runWords(IDLE)).toBeUndefined();
    expect(runWords(drive({ state: "starting" }))).toBe("Starting");
    expect(runWords(drive({ state: "running" }))).toBe("Working");
    expect(runWords(drive({ state: "running", phase: "runs Bash", approvals: [asked] }))).toBe(
      "Waits for you",
    );
    expect(runWords(drive({ state: "idle", background: 2 }))).toBe("2 background tasks");
  });
});
