import type { TokenCounts } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { createPricing } from "../../src/pricing/index.ts";
import { record, tokens, utc } from "./lines.ts";

const pricing = createPricing();
const M = 1_000_000;
const CLASSES = ["input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead"] as const;
const now = utc("2026-11-20T00:00:00Z");

/** Price of a million tokens of each class alone, so that no tier can be reached by accident of the sum. */
function perMillion(model: string, at: number | undefined, rest: object = {}): (number | undefined)[] {
  return CLASSES.map((name) => {
    // 50,000 tokens stay below every long-context threshold.
    const usd = pricing.price(
      record(model, { [name]: M / 20 }, { ...(at === undefined ? {} : { at }), ...rest }),
    );
    return usd === undefined ? undefined : Number((usd * 20).toPrecision(12));
  });
}

describe("the rates of the newest models", () => {
  it.each([
    ["claude-fable-5-2", [8, 40, 10, 16, 0.2]],
    ["claude-mythos-5-2", [8, 40, 10, 16, 0.2]],
    ["claude-fable-5-1", [10, 50, 12.5, 20, 0.25]],
    ["claude-mythos-5-1", [10, 50, 12.5, 20, 0.25]],
    ["claude-fable-5", [10, 50, 12.5, 20, 1]],
    ["claude-opus-5-5", [4, 20, 5, 8, 0.2]],
    ["claude-opus-5", [5, 25, 6.25, 10, 0.5]],
    ["claude-opus-4-5-20251101", [5, 25, 6.25, 10, 0.5]],
    ["claude-opus-4-1-20250805", [15, 75, 18.75, 30, 1.5]],
    ["claude-sonnet-5-5", [2, 10, 2.5, 4, 0.1]],
    ["claude-sonnet-5", [2, 10, 2.5, 4, 0.2]],
    ["claude-haiku-5-5", [0.1, 0.5, 0.125, 0.2, 0.01]],
    ["claude-haiku-4-5-20251001", [1, 5, 1.25, 2, 0.1]],
  ])("prices %s in all five classes", (model, rates) => {
    expect(perMillion(model, now)).toEqual(rates);
  });

  it("adds the classes up", () => {
    const counts = { input: 10, output: 20, cacheWrite5m: 30, cacheWrite1h: 40, cacheRead: 50 };

    const usd = pricing.price(record("claude-opus-5-5", counts, { at: now }));

    expect(usd).toBeCloseTo((10 * 4 + 20 * 20 + 30 * 5 + 40 * 8 + 50 * 0.2) / M, 15);
  });
});

describe("prices that changed on a day", () => {
  it.each([
    ["claude-sonnet-5-5", "2026-10-06T23:59:59.999Z", 0.2],
    ["claude-sonnet-5-5", "2026-10-07T00:00:00.000Z", 0.1],
  ])("reads the cache of %s at %s for %d", (model, at, rate) => {
    expect(perMillion(model, utc(at))[4]).toBe(rate);
  });

  it.each([
    ["claude-opus-4-6", "2026-03-12T23:59:59.999Z", 10],
    ["claude-opus-4-6", "2026-03-13T00:00:00.000Z", 5],
    ["claude-sonnet-4-6", "2026-03-12T23:59:59.999Z", 6],
    ["claude-sonnet-4-6", "2026-03-13T00:00:00.000Z", 3],
    ["claude-sonnet-4-5-20250929", "2026-04-30T23:59:59.999Z", 6],
    ["claude-sonnet-4-5-20250929", "2026-05-01T00:00:00.000Z", 3],
    ["claude-sonnet-4-20250514", "2026-04-30T23:59:59.999Z", 6],
    ["claude-sonnet-4-20250514", "2026-05-01T00:00:00.000Z", 3],
  ])("charges a long prompt to %s at %s %d a million", (model, at, rate) => {
    expect(pricing.price(record(model, { input: M }, { at: utc(at) }))).toBe(rate);
  });

  it("takes the newest period without a time or with an impossible one", () => {
    expect(perMillion("claude-sonnet-5-5", undefined)[4]).toBe(0.1);
    expect(perMillion("claude-sonnet-5-5", Number.NaN)[4]).toBe(0.1);
  });

  it("takes the first period for a time before the model's release", () => {
    expect(perMillion("claude-sonnet-5-5", utc("2026-01-01T00:00:00Z"))[4]).toBe(0.2);
  });
});

describe("the long-context tier", () => {
  const early = utc("2026-03-01T00:00:00Z");

  it.each([
    ["claude-haiku-5-5", now, 100_000, [0.1, 0.5, 0.125, 0.2, 0.01], [0.5, 2.5, 0.625, 1, 0.05]],
    ["claude-sonnet-4-5", early, 200_000, [3, 15, 3.75, 6, 0.3], [6, 22.5, 7.5, 12, 0.6]],
    ["claude-sonnet-4-0", early, 200_000, [3, 15, 3.75, 6, 0.3], [6, 22.5, 7.5, 12, 0.6]],
    ["claude-sonnet-4-6", early, 200_000, [3, 15, 3.75, 6, 0.3], [6, 22.5, 7.5, 12, 0.6]],
    ["claude-opus-4-6", early, 200_000, [5, 25, 6.25, 10, 0.5], [10, 37.5, 12.5, 20, 1]],
  ])(
    "of %s begins strictly above the threshold and holds for every token",
    (model, at, over, short, long) => {
      const counts = { input: 10, output: 7_000, cacheWrite5m: 20_000, cacheWrite1h: 30_000 };
      const cacheRead = over - 50_010;
      const atThreshold = { ...counts, cacheRead };
      const above = { ...counts, cacheRead: cacheRead + 1 };

      expect(pricing.price(record(model, atThreshold, { at }))).toBeCloseTo(sum(atThreshold, short), 12);
      expect(pricing.price(record(model, above, { at }))).toBeCloseTo(sum(above, long), 12);
    },
  );

  it("does not count the output towards the length of the prompt", () => {
    expect(
      pricing.price(record("claude-haiku-5-5", { input: 100_000, output: 50_000 }, { at: now })),
    ).toBeCloseTo(0.01 + 0.025, 12);
  });

  it.each(["claude-opus-4-6", "claude-opus-5-5", "claude-sonnet-5", "claude-fable-5-2"])(
    "does not exist for %s today",
    (model) => {
      const short = pricing.price(record(model, { input: 1_000 }, { at: now })) ?? 0;
      expect(pricing.price(record(model, { input: 900_000 }, { at: now }))).toBeCloseTo(short * 900, 10);
    },
  );
});

describe("fast mode", () => {
  it.each([
    ["claude-fable-5-2", [16, 80, 20, 32, 0.4]],
    ["claude-opus-5-5", [8, 40, 10, 16, 0.4]],
    ["claude-opus-5", [10, 50, 12.5, 20, 1]],
    ["claude-opus-4-8", [10, 50, 12.5, 20, 1]],
    ["claude-opus-4-7", [30, 150, 37.5, 60, 3]],
    ["claude-opus-4-6", [30, 150, 37.5, 60, 3]],
  ])("multiplies every class of %s", (model, rates) => {
    expect(perMillion(model, now, { speed: "fast" })).toEqual(rates);
  });

  it("stacks with the long-context tier that Opus 4.6 once had", () => {
    const at = utc("2026-03-01T00:00:00Z");
    const usd = pricing.price(record("claude-opus-4-6", { input: M, output: M }, { at, speed: "fast" }));
    expect(usd).toBe(60 + 225);
  });

  it("stacks with the United States", () => {
    const usd = pricing.price(
      record("claude-opus-5", { output: M }, { at: now, speed: "fast", region: "us" }),
    );
    expect(usd).toBeCloseTo(55, 10);
  });

  it("does nothing for a model that has none, at another speed, or in a batch", () => {
    expect(pricing.price(record("claude-sonnet-5", { input: M }, { at: now, speed: "fast" }))).toBe(2);
    expect(pricing.price(record("claude-opus-5", { input: M }, { at: now, speed: "standard" }))).toBe(5);
    expect(
      pricing.price(record("claude-opus-5", { input: M }, { at: now, speed: "fast", tier: "batch" })),
    ).toBe(2.5);
  });
});

describe("where inference ran", () => {
  it.each([
    ["claude-opus-4-6", 5.5],
    ["claude-sonnet-4-6", 3.3],
    ["claude-opus-5-5", 4.4],
    ["claude-fable-5-2", 8.8],
    ["claude-sonnet-5-5", 2.2],
    ["claude-opus-4-5", 5],
    ["claude-sonnet-4-5", 3],
    ["claude-haiku-4-5", 1],
  ])("costs a tenth more in the United States from 4.6 on: %s", (model, usd) => {
    expect(perMillion(model, now, { region: "us" })[0]).toBe(usd);
  });

  it.each(["", "global", "not_available", "eu", "US"])("changes nothing for %j", (region) => {
    expect(perMillion("claude-opus-5-5", now, { region })).toEqual([4, 20, 5, 8, 0.2]);
  });

  it("does not raise the price of web searches", () => {
    const usd = pricing.price(record("claude-opus-5", {}, { at: now, region: "us", webSearches: 3 }));
    expect(usd).toBeCloseTo(0.03, 15);
  });
});

describe("other circumstances", () => {
  it("halves the price of a batch and leaves the priority tier at list price", () => {
    expect(perMillion("claude-opus-5-5", now, { tier: "batch" })).toEqual([2, 10, 2.5, 4, 0.1]);
    expect(perMillion("claude-opus-5-5", now, { tier: "priority" })).toEqual([4, 20, 5, 8, 0.2]);
  });

  it("charges a cent a web search", () => {
    expect(pricing.price(record("claude-haiku-4-5", { input: M }, { at: now, webSearches: 7 }))).toBeCloseTo(
      1.07,
      12,
    );
  });

  it("charges requests to other models at those models' prices and at standard speed", () => {
    const usd = pricing.price(
      record(
        "claude-opus-5",
        { input: M },
        {
          at: now,
          speed: "fast",
          region: "us",
          extra: [{ model: "claude-fable-5", tokens: tokens({ input: M, output: M }) }],
        },
      ),
    );
    expect(usd).toBeCloseTo((10 + 10 + 50) * 1.1, 10);
  });

  it("applies the long-context tier to each request of its own, not to their sum", () => {
    const half = tokens({ input: 60_000 });
    const usd = pricing.price(
      record("claude-haiku-5-5", half, { at: now, extra: [{ model: "claude-haiku-5-5", tokens: half }] }),
    );
    expect(usd).toBeCloseTo(0.012, 12);
  });

  it("knows no price of the whole when it knows none of a part", () => {
    const usd = pricing.price(
      record("claude-opus-5", { input: M }, { extra: [{ model: "oracle-1", tokens: tokens({ input: 1 }) }] }),
    );
    expect(usd).toBeUndefined();
  });

  it("counts numbers that are none as nothing (143)", () => {
    const hostile = tokens({ input: -1, output: Number.NaN, cacheRead: 2 ** 60, cacheWrite5m: Infinity });
    expect(
      pricing.price({ id: "x", scope: "session", model: "claude-opus-5", tokens: hostile, webSearches: -5 }),
    ).toBe(0);
  });
});

function sum(counts: Partial<TokenCounts>, rates: readonly number[]): number {
  return CLASSES.reduce((usd, name, i) => usd + ((counts[name] ?? 0) * (rates[i] ?? 0)) / M, 0);
}
