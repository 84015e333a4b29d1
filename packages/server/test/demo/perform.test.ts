import type { JsonObject } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { checkout } from "../../src/demo/live/checkout.ts";
import { hives } from "../../src/demo/live/hives.ts";
import { pages } from "../../src/demo/live/pages.ts";
import { perform, type Stage } from "../../src/demo/live/perform.ts";
import type { Performance } from "../../src/demo/live/performance.ts";
import { SessionScript } from "../../src/demo/script/session-script.ts";
import { rawReasons, readTranscript } from "./claude-code.ts";

const LAST_CALL = new Error("the show is over");

/** A stage where time flies; it throws when time is up. */
class QuickStage implements Stage {
  readonly files = new Map<string, JsonObject[]>();
  readonly waits: number[] = [];
  most = 0;
  sessions = 0;
  #left: number;

  constructor(waits: number) {
    this.#left = waits;
  }

  append(file: string, line: JsonObject): void {
    const known = this.files.get(file);
    if (known === undefined) this.files.set(file, [line]);
    else known.push(line);
    this.sessions = Math.max(this.sessions, this.#mainFiles().length);
    this.most = Math.max(this.most, known?.length ?? 1);
  }

  remove(file: string): void {
    const folder = file.replace(".jsonl", "/");
    for (const path of [...this.files.keys()])
      if (path === file || path.startsWith(folder)) this.files.delete(path);
  }

  async wait(ms: number): Promise<void> {
    this.waits.push(ms);
    if (this.#left-- === 0) throw LAST_CALL;
  }

  now(): Date {
    return new Date("2026-11-24T09:00:00.000Z");
  }

  #mainFiles(): readonly string[] {
    return [...this.files.keys()].filter((file) => !file.includes("subagents"));
  }
}

async function played(performance: Performance, waits: number): Promise<QuickStage> {
  const stage = new QuickStage(waits);
  const script = new SessionScript(performance.cast);
  performance.opening(script);
  script.settle();
  for (const { file, line } of script.beats) stage.append(file, line("2026-11-24T08:59:00.000Z"));
  await expect(perform(performance, script, stage)).rejects.toBe(LAST_CALL);
  return stage;
}

describe.each([
  ["the shop's checkout", checkout],
  ["the audit by sub-agents", hives],
  ["the pages of the guide", pages],
])("a performance that never ends: %s", (_name, performance) => {
  it("writes nothing that is bad, unknown or shown raw, for as long as it plays", async () => {
    const { files } = await played(performance, 3_000);

    for (const [file, lines] of files) {
      const { facts, messages } = readTranscript(file, lines);
      expect(rawReasons(messages), file).toEqual([]);
      expect(facts.counts, file).toMatchObject({ bad: 0, unknown: 0 });
    }
  });

  it("begins a new session when one grows long, and removes the oldest", async () => {
    const { files, most, sessions } = await played(performance, 3_000);

    expect(most).toBeLessThan(700);
    expect(sessions).toBe(2);
    expect(files.size).toBeLessThan(150);
  });

  it("moves every few seconds", async () => {
    const { waits } = await played(performance, 300);

    expect(Math.max(...waits)).toBeLessThan(3_000);
    expect(Math.min(...waits)).toBeGreaterThan(300);
  });
});
