import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createPricing, PRICE_SOURCES, PRICE_TABLE } from "../../src/pricing/index.ts";
import { record, utc } from "./lines.ts";

const COMPILED = new URL("../../../../../shared/claude-transcripts/prices.json", import.meta.url);
const DAY = 86_400_000;

describe("the table", () => {
  it("names every model once", () => {
    const names = PRICE_TABLE.flatMap((model) => [model.id, ...(model.names ?? [])]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(PRICE_TABLE.map((model) => [model.id, model] as const))(
    "has dated, sourced, sane rows for %s",
    (_, model) => {
      const days = model.periods.map((period) => period.from);

      expect(days).toEqual([...new Set(days)].sort());
      for (const period of model.periods) {
        expect(new Date(`${period.from}T00:00:00Z`).toISOString().slice(0, 10)).toBe(period.from);
        expect(period.sources.length).toBeGreaterThan(0);
        for (const source of period.sources) expect(PRICE_SOURCES[source]).toBeDefined();
        for (const rate of [...period.rates, ...(period.long?.rates ?? [])]) expect(rate).toBeGreaterThan(0);
        const [input, output, cacheWrite5m, cacheWrite1h, cacheRead] = period.rates;
        expect(
          cacheRead < input && input < cacheWrite5m && cacheWrite5m < cacheWrite1h && cacheWrite1h < output,
        ).toBe(true);
      }
    },
  );
});

const rates = z.object({
  input: z.number(),
  output: z.number(),
  cache_write_5m: z.number(),
  cache_write_1h: z.number(),
  cache_read: z.number(),
});
const period = rates.extend({
  from: z.string(),
  to: z.string().optional(),
  fast: rates.optional(),
  long: rates.extend({ over: z.number() }).optional(),
  fast_long: rates.optional(),
});
const compiled = z.object({
  models: z.record(
    z.string(),
    z.object({ periods: z.array(period), aliases: z.array(z.string()).optional() }),
  ),
});

/**
 * An independently compiled list of the same prices. It says nothing of an end of the long-context beta of Sonnet 4 and
 * 4.5 (30 April 2026, release notes: longer prompts are refused since), so those two rows are compared before that day.
 */
describe.skipIf(!existsSync(COMPILED))("compared with an independently compiled list", () => {
  const { price } = createPricing();
  const list = existsSync(COMPILED)
    ? compiled.parse(JSON.parse(readFileSync(COMPILED, "utf8")))
    : { models: {} };
  const rows = Object.entries(list.models).flatMap(([id, model]) =>
    [id, ...(model.aliases ?? [])].flatMap((name) => model.periods.map((p) => [name, p.from, p] as const)),
  );

  it.each(rows)("agrees on %s from %s", (name, from, p) => {
    const last = p.to === undefined ? utc(p.from) + 30 * DAY : utc(p.to) - 1;

    for (const at of [utc(from), last]) {
      expect(priced(name, at, 1_000, {})).toEqual(listed(p, 1_000));
      if (p.fast) expect(priced(name, at, 1_000, { speed: "fast" })).toEqual(listed(p.fast, 1_000));
      if (p.long) expect(priced(name, at, p.long.over + 1, {})).toEqual(listed(p.long, p.long.over + 1));
      if (p.fast_long)
        expect(priced(name, at, 200_001, { speed: "fast" })).toEqual(listed(p.fast_long, 200_001));
      if (!p.long) expect(priced(name, at, 900_000, {})).toEqual(listed(p, 900_000));
    }
  });

  it("lacks only Mythos 5.2, which Claude Code's own catalogue prices like Fable 5.2", () => {
    const known = new Set(Object.keys(list.models));
    expect(PRICE_TABLE.map((model) => model.id).filter((id) => !known.has(id))).toEqual([
      "claude-mythos-5-2",
    ]);
  });

  function priced(model: string, at: number, prompt: number, rest: object): string[] {
    const classes = ["input", "cacheWrite5m", "cacheWrite1h", "cacheRead"] as const;
    return [
      ...classes.map((name) => price(record(model, { [name]: prompt }, { at, ...rest }))),
      price(record(model, { input: prompt, output: 1_000 }, { at, ...rest })),
    ].map((usd) => (usd ?? Number.NaN).toFixed(9));
  }

  function listed(p: z.infer<typeof rates>, prompt: number): string[] {
    return [p.input, p.cache_write_5m, p.cache_write_1h, p.cache_read]
      .map((rate) => (rate * prompt) / 1e6)
      .concat((p.input * prompt + p.output * 1_000) / 1e6)
      .map((usd) => usd.toFixed(9));
  }
});
