import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Json, RawEntry } from "@vibedeck/core";
import { isObject } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { classify, type EntryClass, messages } from "../../src/render/index.ts";
import { UNRENDERED } from "../../src/render/messages.ts";

const CORPUS = fileURLToPath(new URL("../../../../../shared/claude-transcripts/files/", import.meta.url));
const LINE_FEED = 10;

/** The lines of a file with their places, blank ones as `undefined`. */
function* lines(file: string): Generator<RawEntry | undefined> {
  const bytes = readFileSync(file);
  for (let offset = 0; offset < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, offset);
    const end = feed < 0 ? bytes.length : feed + 1;
    yield parsed(bytes.toString("utf8", offset, end).trim(), offset, end - offset);
    offset = end;
  }
}

function parsed(text: string, offset: number, bytes: number): RawEntry | undefined {
  if (text === "") return undefined;
  const excerpt = text.slice(0, 2_000);
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? { offset, bytes, value } : { offset, bytes, problem: "not-an-object", excerpt };
  } catch {
    return { offset, bytes, problem: "invalid-json", excerpt };
  }
}

describe.skipIf(!existsSync(CORPUS))("the real transcripts", () => {
  it("shows every line: lines = blank + rendered + folded + raw + bad, and hardly any raw", () => {
    const seen: Record<EntryClass | "blank", number> = { blank: 0, rendered: 0, folded: 0, raw: 0, bad: 0 };
    const reasons = new Map<string, number>();
    let total = 0;
    for (const name of readdirSync(CORPUS, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".jsonl")) continue;
      const ids = new Set<string>();
      for (const entry of lines(`${CORPUS}${name}`)) {
        total += 1;
        if (entry === undefined) {
          seen.blank += 1;
          continue;
        }
        const made = messages(entry);
        expect(made.length).toBeGreaterThan(0);
        for (const { id, blocks } of made) {
          // Only the lines of one assistant message share an id.
          if (!id.startsWith("m:")) expect(ids.has(id)).toBe(false);
          ids.add(id);
          for (const block of blocks) {
            if (block.type === "raw") reasons.set(block.reason, (reasons.get(block.reason) ?? 0) + 1);
          }
        }
        seen[classify(entry)] += 1;
      }
    }
    expect(total).toBeGreaterThan(20_000);
    expect(seen.blank + seen.rendered + seen.folded + seen.raw + seen.bad).toBe(total);
    expect(reasons.has(UNRENDERED)).toBe(false);
    // All of them are made-up lines of one project's tests for edge cases.
    expect(seen.raw, JSON.stringify([...reasons])).toBeLessThanOrEqual(5);
    expect(seen.bad).toBeLessThanOrEqual(10);
    expect(seen.rendered).toBeGreaterThan(15_000);
  }, 120_000);
});
