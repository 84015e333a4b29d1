import type { RawEntry, SessionRef } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { createDiscovery } from "../../src/discovery.ts";
import { factsOf, reduceFacts, startState } from "../../src/facts/index.ts";
import { claudeCode } from "../../src/index.ts";
import { createPricing } from "../../src/pricing/index.ts";
import { hasCorpus, readCorpusHome } from "./corpus-home.ts";

const tailer = claudeCode.parts.tailer({
  config: { dirs: [], prices: {}, permissionModes: [], models: [], env: {} },
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  signal: new AbortController().signal,
  part: () => {
    throw new Error("the tailer needs no other part");
  },
});
const { usage } = createPricing();

/** All entries as one way of reading gives them. */
function entries(bytes: Buffer, way: "read" | "skim"): readonly RawEntry[] {
  const file = { size: bytes.length, read: (into: Uint8Array, at: number) => bytes.copy(into, 0, at) };
  const all: RawEntry[] = [];
  let cursor = { offset: 0 };
  for (;;) {
    const budget = { bytes: 1 << 22, entries: 10_000 };
    const result = way === "read" ? tailer.read(file, cursor, budget) : tailer.skim?.(file, cursor, budget);
    if (result === undefined) throw new Error("the tailer cannot skim");
    all.push(...result.entries);
    if (result.atEnd) return all;
    cursor = result.next;
  }
}

function facts(ref: SessionRef, list: readonly RawEntry[]) {
  return factsOf(list.reduce((state, entry) => reduceFacts(state, entry), startState(ref)));
}

describe.skipIf(!hasCorpus)("skimming the real transcripts", () => {
  it("gives the same facts and the same usage as reading them whole, and leaves out much of them", () => {
    const { identify } = createDiscovery(["/x"]);
    const root = { path: "/x/projects", owner: "local", trusted: true };
    let whole = 0;
    let skimmed = 0;
    for (const { path, bytes } of readCorpusHome()) {
      const ref = identify(root, path) ?? { id: "x", kind: "session" as const, group: "x" };
      const [read, skim] = [entries(bytes, "read"), entries(bytes, "skim")];

      expect(facts(ref, skim), path).toEqual(facts(ref, read));
      expect(skim.map(usage), path).toEqual(read.map(usage));
      whole += JSON.stringify(read).length;
      skimmed += JSON.stringify(skim).length;
    }
    expect(skimmed).toBeLessThan(0.8 * whole);
  });
});
