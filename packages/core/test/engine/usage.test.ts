import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClaimTable } from "../../src/engine/usage/claim-table.ts";
import { Copies } from "../../src/engine/usage/copies.ts";
import { hashId } from "../../src/engine/usage/hash-id.ts";
import { type LedgerEntry, packEntries, unpackEntries } from "../../src/engine/usage/ledger.ts";
import { Totals } from "../../src/engine/usage/totals.ts";

function entry(usd: number | undefined, change: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    model: "m",
    tokens: { input: 1, output: 2, cacheWrite5m: 3, cacheWrite1h: 4, cacheRead: 5 },
    usd,
    at: undefined,
    global: true,
    inherited: false,
    sidechain: false,
    lowerBound: false,
    extra: undefined,
    ...change,
  };
}

describe("hashId", () => {
  it("gives safe integers and no collision over 300,000 ids", () => {
    const seen = new Set<number>();
    for (let i = 0; i < 300_000; i++) seen.add(hashId(`msg_01${i.toString(36)}Xy${(i * 7919).toString(16)}`));

    expect(seen.size).toBe(300_000);
    for (const hash of seen) if (!Number.isSafeInteger(hash) || hash < 0) expect.fail(String(hash));
  });
});

describe("ClaimTable", () => {
  it("gives a hash to the first who claims it, however many others there are", () => {
    const table = new ClaimTable();
    const truth = new Map<number, number>();
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 1e6 }), (hash, file) => {
        const holder = table.claim(hash, file);
        if (!truth.has(hash)) truth.set(hash, file);
        expect(holder).toBe(truth.get(hash));
      }),
      { numRuns: 20_000 },
    );

    expect(table.size).toBe(truth.size);
  });

  it("lets a hash be given away when its holder is gone", () => {
    const table = new ClaimTable();
    table.claim(5, 1);

    table.reassign(5, 2);

    expect(table.claim(5, 3)).toBe(2);
  });
});

describe("Totals", () => {
  it("takes away exactly what was added", () => {
    const totals = Totals.of([entry(1.5), entry(undefined, { model: "new" })]);

    totals.add(entry(undefined, { model: "new" }), -1);

    expect(totals.cost()).toEqual({ usd: 1.5, atLeast: false });
    expect(totals.tokens()).toEqual({ input: 1, output: 2, cacheWrite5m: 3, cacheWrite1h: 4, cacheRead: 5 });
  });

  it("says at least, and names the models, where something has no price", () => {
    const cost = Totals.of([entry(2), entry(undefined, { model: "new" })]).cost();

    expect(cost).toEqual({ usd: 2, atLeast: true, unpriced: { calls: 1, tokens: 15, models: ["new"] } });
  });

  it("says at least where a recorded count is a lower bound", () => {
    expect(Totals.of([entry(2, { lowerBound: true })]).cost().atLeast).toBe(true);
  });

  it("survives the way through the index", () => {
    const totals = Totals.of([
      entry(2),
      entry(undefined, { extra: [{ model: "x", tokens: entry(0).tokens }] }),
    ]);

    expect(Totals.from(JSON.parse(JSON.stringify(totals.toData()))).models()).toEqual(totals.models());
  });
});

describe("packed ledger entries", () => {
  it("come back as they were", () => {
    const entries = new Map([
      [1, entry(0.25, { inherited: true, sidechain: true })],
      [2, entry(undefined, { lowerBound: true, global: false, at: 17 })],
      [3, entry(1, { extra: [{ model: "x", tokens: entry(0).tokens }] })],
    ]);

    expect(new Map(unpackEntries(packEntries(entries)))).toEqual(entries);
  });
});

describe("Copies", () => {
  const holders = new Map([
    [1, { key: "a", firstAt: 100, bornAt: 1 }],
    [2, { key: "b", firstAt: 100, bornAt: 2 }],
    [3, { key: "c", firstAt: 50, bornAt: 3 }],
  ]);

  it("charges the original once, with the amount of the copy written last", () => {
    const copies = new Copies((no) => holders.get(no));
    copies.note("a", 7, 1, entry(10));
    copies.note("a", 7, 2, entry(12));

    expect(copies.charged(1, Totals.of([entry(10)])).usd()).toBe(12);
    expect(copies.charged(2, Totals.of([entry(12)])).usd()).toBe(0);
  });

  it("does not charge a line that says it is inherited, even in the older conversation", () => {
    const copies = new Copies((no) => holders.get(no));
    copies.note("a", 7, 3, entry(10, { inherited: true }));
    copies.note("a", 7, 1, entry(10));

    expect(copies.charged(3, Totals.of([entry(10)])).usd()).toBe(0);
    expect(copies.charged(1, Totals.of([entry(10)])).usd()).toBe(10);
  });

  it("prefers a main file to a sub-agent's", () => {
    const copies = new Copies((no) => holders.get(no));
    copies.note("a", 7, 3, entry(10, { sidechain: true }));
    copies.note("a", 7, 2, entry(10));

    expect(copies.charged(2, Totals.of([entry(10)])).usd()).toBe(10);
  });

  it("charges the copy again when the original is forgotten, and says whom that concerns", () => {
    const copies = new Copies((no) => holders.get(no));
    copies.note("a", 7, 1, entry(10));
    copies.note("a", 7, 2, entry(10));

    const affected = copies.forget(1);

    expect([...affected]).toEqual([2]);
    expect(copies.charged(2, Totals.of([entry(10)])).usd()).toBe(10);
  });

  it("keeps scopes apart: who has none of a request in one has nothing to do with it", () => {
    const copies = new Copies((no) => holders.get(no));
    copies.note("a", 7, 1, entry(10));
    copies.note("b", 7, 2, entry(900));

    expect(copies.charged(1, Totals.of([entry(10)])).usd()).toBe(10);
    expect(copies.charged(2, Totals.of([entry(900)])).usd()).toBe(900);
    expect([...copies.sharers(1)]).toEqual([]);
    expect([...copies.forget(2)]).toEqual([]);
    expect(copies.has("a", 7)).toBe(true);
    expect(copies.has("b", 7)).toBe(false);
  });

  it("keeps the sum over all files whatever the order in which copies are noted", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3], { minLength: 3 }), (order) => {
        const copies = new Copies((no) => holders.get(no));
        for (const file of order) copies.note("a", 7, file, entry(file));
        const sum = order.reduce(
          (total, file) => total + copies.charged(file, Totals.of([entry(file)])).usd(),
          0,
        );
        expect(sum).toBe(3);
      }),
    );
  });
});
