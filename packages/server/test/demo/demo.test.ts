import { existsSync, readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "@vibedeck/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { startDemo } from "../../src/demo/index.ts";
import { rawReasons, readTranscript } from "./claude-code.ts";

async function demoHome(): Promise<string> {
  const show = new AbortController();
  onTestFinished(() => show.abort());
  const { home } = await startDemo(show.signal);
  return home;
}

function transcripts(home: string): ReadonlyMap<string, readonly JsonObject[]> {
  const projects = join(home, ".claude", "projects");
  const files = readdirSync(projects, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".jsonl"),
  );
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(projects, file), "utf8");
      expect(text.endsWith("\n")).toBe(true);
      return [
        file,
        text
          .trimEnd()
          .split("\n")
          .map((line): JsonObject => JSON.parse(line)),
      ];
    }),
  );
}

describe("the demo's sessions", () => {
  it("are read without a line that is bad, unknown or shown raw", async () => {
    for (const [file, lines] of transcripts(await demoHome())) {
      const { facts, messages } = readTranscript(file, lines);

      expect(rawReasons(messages), file).toEqual([]);
      expect(facts.counts, file).toMatchObject({ lines: lines.length, bad: 0, unknown: 0 });
    }
  });

  it("are in every state that a session can be in", async () => {
    const states = [...transcripts(await demoHome())]
      .filter(([file]) => !file.includes("subagents"))
      .map(([file, lines]) => readTranscript(file, lines).facts)
      .map(({ title, activity: { state, reason, later } }) => [title, state, later?.[0]?.reason ?? reason]);

    expect(states.sort()).toEqual([
      ["Audit of all hive sensors", "working", "stopped"],
      ["Bring the whole guide to the new style", "idle", undefined],
      ["Ferry times for the winter", "idle", undefined],
      ["First sentences of all walks", "working", "stopped"],
      ["Gift messages are lost at checkout", "working", "stopped"],
      ["Late readings of hives that were offline", "idle", undefined],
      ["Make the product page fit a phone", "idle", undefined],
      ["Plan encrypted backups", "waiting", "left without an answer"],
      ["Pre-orders for lamps that are out of stock", "waiting", "left without an answer"],
      ["Product page on a phone: a table that scrolls", "idle", undefined],
      ["Release tern 0.9.2", "working", "may wait for permission to run Bash"],
      ["Retry uploads that time out", "error", "You've hit your limit · resets 5pm"],
    ]);
  });

  it("show costs, context meters, projects and branches", async () => {
    for (const [file, lines] of transcripts(await demoHome())) {
      const { facts, usages } = readTranscript(file, lines);

      expect(
        usages.every(({ usd }) => usd !== undefined && usd > 0),
        file,
      ).toBe(true);
      expect(facts.cwd, file).toMatch(/^\/home\/ines\//);
      expect(facts.branch, file).toMatch(/\S/);
      if (usages.length > 0) expect(facts.context?.window, file).toBe(1_000_000);
    }
  });

  it("hold what a newcomer should see: a long one, a compaction, sub-agents, a fork, diffs, images", async () => {
    const read = [...transcripts(await demoHome())].map(([file, lines]) => ({
      file,
      lines,
      ...readTranscript(file, lines),
    }));
    const blocks = read.flatMap(({ messages }) => messages.flatMap((message) => message.blocks));
    const kinds = new Set(
      blocks.map((block) =>
        block.type.startsWith("tool_") && "view" in block ? block.view.kind : block.type,
      ),
    );
    const copied = read.find(({ facts }) => facts.title?.startsWith("Product page on a phone"))?.lines[3];

    expect(Math.max(...read.map(({ lines }) => lines.length))).toBeGreaterThan(600);
    expect(read.filter(({ facts }) => facts.counts.compactions > 0)).toHaveLength(1);
    expect(read.filter(({ file }) => file.includes("/subagents/agent-")).length).toBeGreaterThanOrEqual(2);
    expect(copied?.["session_id"]).not.toBe(copied?.["sessionId"]);
    for (const kind of [
      "diff",
      "image",
      "todos",
      "task",
      "links",
      "fetch",
      "mcp",
      "questions",
      "plan",
      "agent",
    ])
      expect(kinds).toContain(kind);
    for (const kind of ["thinking", "command", "output", "divider", "text", "shell", "write", "file"])
      expect(kinds).toContain(kind);
  });

  it("grow until the demo ends, which leaves nothing behind", async () => {
    const show = new AbortController();
    const { home } = await startDemo(show.signal);
    await grown(join(home, ".claude", "projects"));

    show.abort();

    expect(existsSync(home)).toBe(false);
  });

  it("are not made at all when the demo is told to stop before it began", async () => {
    await expect(startDemo(AbortSignal.abort(new Error("no show")))).rejects.toThrow("no show");
  });
});

/** Resolves when a transcript below the folder grows. */
async function grown(projects: string): Promise<void> {
  const watchers = readdirSync(projects).map((project) => watch(join(projects, project)));
  await Promise.race(watchers.map((watcher) => new Promise((resolve) => watcher.once("change", resolve))));
  for (const watcher of watchers) watcher.close();
}
