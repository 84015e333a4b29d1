import type { Block, Message, SessionSummary } from "@vibedeck/core";

/** A summary with what matters to a test; the rest is plausible. */
export function session(key: string, change: Partial<SessionSummary> = {}): SessionSummary {
  return {
    key,
    backend: "claude-code",
    id: `id-${key}`,
    owner: "local",
    kind: "session",
    title: `Session ${key}`,
    titleSource: "prompt",
    project: { id: "p1", name: "deck", path: "/home/ada/deck" },
    facts: { activity: { state: "idle" }, counts: counts() },
    activity: { state: "idle" },
    agents: 0,
    pinned: false,
    archived: false,
    size: 1000,
    sortAt: Date.UTC(2026, 10, 24, 5),
    partial: false,
    ...change,
  };
}

export function counts(): SessionSummary["facts"]["counts"] {
  return {
    lines: 12,
    prompts: 2,
    replies: 5,
    toolCalls: 3,
    toolErrors: 0,
    bad: 0,
    unknown: 0,
    compactions: 0,
  };
}

/** Bytes between the entries of a made-up transcript. */
export const STEP = 100;

export function cursorOf(index: number, generation = "gen"): string {
  return `${generation}.${index * STEP}`;
}

/** The entry of a made-up transcript at an index: every tenth is a prompt. */
export function entry(index: number, generation = "gen"): Message {
  const prompt = index % 10 === 0;
  const cursor = cursorOf(index, generation);
  const text = prompt
    ? `Prompt ${index}: please look at module ${index}.`
    : `Reply ${index}. ${"It does what it says, step by step. ".repeat(1 + (index % 7))}`;
  const blocks: Block[] = [{ type: "text", text, format: prompt ? "plain" : "markdown" }];
  return {
    id: `m${index}`,
    role: prompt ? "user" : "assistant",
    cursor,
    last: cursor,
    at: Date.UTC(2026, 10, 24, 4) + index * 1000,
    blocks,
    ...(prompt ? { prompt: true } : { model: "claude-opus-4-5-20251101" }),
  };
}
