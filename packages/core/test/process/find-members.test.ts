import { describe, expect, it } from "vitest";
import { findMembers } from "../../src/process/find-members.ts";
import type { ProcessEntry } from "../../src/process/process-table.ts";

const ROOT = { pid: 100, startTime: 50, marker: "0123456789abcdef", ownGroup: true };
const EARLIER = { ...ROOT, ownGroup: false };

function entry(pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry {
  return { pid, parent: 1, group: pid, session: pid, startTime: 60, dead: false, ...more };
}
const leader = entry(100, { startTime: 50 });
const member = entry(101, { parent: 100, group: 100, session: 100 });
const inSession = entry(102, { group: 102, session: 100 });
const stranger = entry(103);
const child = entry(104, { parent: 103 });
const grandchild = entry(105, { parent: 104 });

function members(
  entries: readonly ProcessEntry[],
  options: {
    readonly root?: typeof ROOT;
    readonly known?: readonly ProcessEntry[];
    readonly marked?: readonly number[];
  } = {},
): number[] {
  const { root = ROOT, known = [], marked = [] } = options;
  return findMembers(entries, root, known, (pid) => marked.includes(pid))
    .map(({ pid }) => pid)
    .sort();
}

describe("who belongs to a run", () => {
  it("is the group and the session of its leader", () => {
    expect(members([leader, member, inSession, stranger, child])).toEqual([100, 101, 102]);
  });

  it("is whoever carries its marker, and all whom those started", () => {
    expect(members([leader, stranger, child, grandchild], { marked: [103] })).toEqual([100, 103, 104, 105]);
    expect(members([leader, stranger, grandchild, child], { marked: [104] })).toEqual([100, 104, 105]);
  });

  it("is whoever was known to belong to it, unless the number is another's now", () => {
    expect(members([leader, stranger], { known: [stranger] })).toEqual([100, 103]);
    expect(members([leader, entry(103, { startTime: 61 })], { known: [stranger] })).toEqual([100]);
  });

  it("is nobody who ended, though its children are", () => {
    const dead = { ...leader, dead: true };

    expect(members([dead])).toEqual([]);
    expect(members([dead, member])).toEqual([101]);
  });

  it("is never this process itself", () => {
    expect(members([leader, entry(process.pid, { parent: 100, group: 100 })])).toEqual([100]);
  });

  it("is the group of a leader that is gone: of a run of ours, or where one of it carries the marker", () => {
    expect(members([member, inSession])).toEqual([101, 102]);
    expect(members([member, inSession], { root: EARLIER })).toEqual([]);
    expect(members([member, inSession, stranger], { root: EARLIER, marked: [102] })).toEqual([101, 102]);
    expect(members([member, stranger], { root: EARLIER, marked: [103] })).toEqual([103]);
  });

  it("is not the group of another process that has the leader's number now", () => {
    const other = entry(100, { startTime: 70 });

    expect(members([other, member])).toEqual([]);
    expect(members([other, member, stranger], { marked: [103] })).toEqual([103]);
  });

  it("ends although parents form a ring", () => {
    const ring = [entry(1000, { parent: 1001 }), entry(1001, { parent: 1000 })];

    expect(members([leader, ...ring], { marked: [1001] })).toEqual([100, 1000, 1001].sort());
  });
});
