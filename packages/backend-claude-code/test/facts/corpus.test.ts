import { isObject, type RawEntry, type SessionFacts, type SessionRef } from "@vibedeck/core";
import { beforeAll, describe, expect, it } from "vitest";
import { createDiscovery } from "../../src/discovery.ts";
import { type FactsState, factsOf, reduceFacts, startState } from "../../src/facts/index.ts";
import { messages } from "../../src/render/index.ts";
import { entriesOfFile, hasCorpus, type ManifestRow, readCorpusHome } from "./corpus-home.ts";

interface Session {
  readonly path: string;
  readonly ref: SessionRef;
  readonly row: ManifestRow | undefined;
  readonly entries: readonly RawEntry[];
  readonly state: FactsState;
  readonly facts: SessionFacts;
}

const sessions: Session[] = [];
const strangers: string[] = [];

function read(path: string, ref: SessionRef, bytes: Buffer, row: ManifestRow | undefined): Session {
  const entries = entriesOfFile(bytes);
  let state = startState(ref);
  for (const entry of entries) state = reduceFacts(state, entry);
  return { path, ref, row, entries, state, facts: factsOf(state) };
}

function listed(session: Session, column: string): readonly string[] {
  return (session.row?.get(column) ?? "").split(",").filter((item) => item !== "");
}

describe.skipIf(!hasCorpus)("on real transcripts", () => {
  beforeAll(() => {
    const discovery = createDiscovery(["/home/ada/.claude"]);
    const root = { path: "/home/ada/.claude/projects", owner: "local", trusted: true };
    for (const { path, bytes, row } of readCorpusHome()) {
      const ref = discovery.identify(root, path);
      if (ref === undefined) strangers.push(path);
      else sessions.push(read(path, ref, bytes, row));
    }
  }, 60_000);

  it("every file with a session's name is identified, the others are left out", () => {
    expect(sessions.length).toBeGreaterThan(90);
    expect(sessions.every(({ row }) => row !== undefined)).toBe(true);
    for (const path of strangers)
      expect(path).not.toMatch(/[0-9a-f-]{36}\.jsonl$|agent-[0-9a-f]{7,}\.jsonl$/);
  });

  it("every session that is not hidden has a title, and every hidden one a reason", () => {
    for (const { facts, path } of sessions) {
      if (facts.hidden === undefined) expect(facts.title, path).toMatch(/\S/);
      else expect(facts.hidden, path).toMatch(/^(no messages|warm-up)$/);
      expect(facts.title?.length ?? 0, path).toBeLessThanOrEqual(120);
    }
  });

  it("the hidden ones are warm-ups and files that hold only titles of others", () => {
    const hidden = sessions.filter(({ facts }) => facts.hidden !== undefined);

    expect(hidden.filter(({ facts }) => facts.hidden === "warm-up").length).toBeGreaterThan(10);
    for (const { facts, row } of hidden.filter((session) => session.facts.hidden === "no messages")) {
      expect(row?.get("notable")).toMatch(/^summary x/);
      expect(facts.titlesFor?.length).toBeGreaterThan(0);
    }
  });

  it("the project is where the session began, the version and the model are among those it used", () => {
    for (const session of sessions.filter(({ facts }) => facts.hidden !== "no messages")) {
      const { facts, path, row } = session;
      expect(facts.projectPath, path).toBe(row?.get("cwd"));
      expect(listed(session, "claude_code_versions"), path).toContain(facts.toolVersion);
      if (facts.model !== undefined) expect(listed(session, "models"), path).toContain(facts.model);
      expect(facts.model, path).not.toBe("<synthetic>");
    }
  });

  it("the times of messages lie in order within those of the file", () => {
    for (const { facts, path, row } of sessions) {
      if (facts.firstMessageAt === undefined || facts.lastMessageAt === undefined) continue;
      expect(facts.firstMessageAt, path).toBeGreaterThanOrEqual(
        Date.parse(row?.get("first_timestamp") ?? ""),
      );
      expect(facts.lastMessageAt, path).toBeLessThanOrEqual(Date.parse(row?.get("last_timestamp") ?? ""));
      expect(facts.lastMessageAt, path).toBeGreaterThanOrEqual(facts.firstMessageAt);
    }
  });

  it("lines and replies are counted as an independent count has them", () => {
    for (const { facts, path, entries, ref } of sessions) {
      expect(facts.counts.lines, path).toBe(entries.length);
      expect(facts.counts.bad, path).toBe(entries.filter((entry) => entry.problem !== undefined).length);
      expect(facts.counts.replies, path).toBe(distinctReplies(entries, ref));
    }
  });

  it("what is counted as unknown is what the renderer shows raw as a whole", () => {
    for (const { facts, path, entries } of sessions) {
      const raw = entries.filter((entry) => entry.value !== undefined && isWhollyUnknown(entry));
      expect(facts.counts.unknown, path).toBe(raw.length);
    }
  });

  it("sub-agents lead to their parents", () => {
    for (const { facts, ref, path, row } of sessions.filter(({ ref }) => ref.kind === "subagent")) {
      expect(row?.get("session_ids")?.split(","), path).toContain(ref.parentId ?? facts.parentId);
    }
  });

  it("every session has come to rest an hour after its last line, unless it asks or has failed", () => {
    for (const { facts, path } of sessions.filter(({ facts }) => facts.hidden !== "no messages")) {
      const { state, later } = facts.activity;
      const rested = later?.filter((step) => step.afterMs <= 3_600_000).at(-1)?.state ?? state;
      expect(["idle", "waiting", "error"], path).toContain(rested);
      if (rested === "waiting") expect(facts.activity.reason, path).toMatch(/^asks/);
    }
  });

  it("no state is larger than 16 KB", () => {
    const sizes = sessions.map(({ state }) => Buffer.byteLength(JSON.stringify(state)));

    expect(Math.max(...sizes)).toBeLessThan(16_384);
  });
});

function isWhollyUnknown(entry: RawEntry): boolean {
  return messages(entry).every(({ blocks }) => blocks.length === 1 && blocks[0]?.type === "raw");
}

function distinctReplies(entries: readonly RawEntry[], ref: SessionRef): number {
  const ids = new Set<unknown>();
  for (const { value } of entries) {
    if (value?.["type"] !== "assistant" || value["isApiErrorMessage"] === true) continue;
    if (ref.kind === "session" && value["isSidechain"] === true) continue;
    const message = value["message"];
    if (isObject(message) && message["model"] !== "<synthetic>") ids.add(message["id"]);
  }
  return ids.size;
}
