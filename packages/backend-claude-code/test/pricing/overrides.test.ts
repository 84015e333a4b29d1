import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createPricing, pricingOverrides } from "../../src/pricing/index.ts";
import { record, utc } from "./lines.ts";

const M = 1_000_000;
const at = utc("2026-11-20T00:00:00Z");
const flat = { input: 1, output: 2, cache_write_5m: 3, cache_write_1h: 4, cache_read: 5 };

describe("prices of a person's own", () => {
  it("price models that the table does not know", () => {
    const own = {
      "glm-4.7": { input: 0.6, output: 2.2, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0.11 },
    };

    const { price } = createPricing(v.parse(pricingOverrides, own));

    expect(price(record("glm-4.7", { input: M, output: M, cacheRead: M }))).toBeCloseTo(2.91, 12);
  });

  it.each([
    [{ m: { ...flat, input: -1 } }],
    [{ m: { ...flat, input: "1" } }],
    [{ m: { ...flat, input: Number.NaN } }],
    [{ m: { ...flat, input: Number.POSITIVE_INFINITY } }],
    [{ m: { ...flat, inptu: 1 } }],
    [{ m: { input: 1, output: 2 } }],
    [{ "": flat }],
    [{ m: 5 }],
    [[]],
  ])("are refused when they are %j", (value) => {
    expect(v.is(pricingOverrides, value)).toBe(false);
  });

  it("win over the table, at all times and in all modes", () => {
    const { price } = createPricing({ "claude-opus-4-6": flat });
    const counts = { input: M, output: M, cacheWrite5m: M, cacheWrite1h: M, cacheRead: M };

    expect(price(record("claude-opus-4-6", counts, { at: utc("2026-03-01T00:00:00Z") }))).toBe(15);
    expect(price(record("claude-opus-4-6", counts, { at, speed: "fast", region: "us", tier: "batch" }))).toBe(
      15,
    );
  });

  it("hold for other spellings of the same model", () => {
    const dated = createPricing({ "claude-opus-4-5-20251101": flat });
    const undated = createPricing({ "claude-opus-4-5": flat });

    for (const { price } of [dated, undated]) {
      for (const name of [
        "claude-opus-4-5",
        "claude-opus-4-5-20251101",
        "claude-opus-4-5[1m]",
        "anthropic/claude-opus-4.5",
      ]) {
        expect(price(record(name, { input: M }, { at }))).toBe(1);
      }
    }
  });

  it("prefer the exact name when two of them mean the same model", () => {
    const { price } = createPricing({
      "claude-opus-4-5": flat,
      "claude-opus-4-5-20251101": { ...flat, input: 9 },
    });

    expect(price(record("claude-opus-4-5", { input: M }, { at }))).toBe(1);
    expect(price(record("claude-opus-4-5-20251101", { input: M }, { at }))).toBe(9);
  });

  it("leave other models alone", () => {
    const { price } = createPricing({ "claude-opus-5": flat });

    expect(price(record("claude-opus-5-5", { input: M }, { at }))).toBe(4);
    expect(price(record("glm-4.7", { input: M }, { at }))).toBeUndefined();
  });

  it("may name an alias or a made-up model, but no key that objects have by nature", () => {
    const own: unknown = JSON.parse(`{"opus":${JSON.stringify(flat)},"constructor":${JSON.stringify(flat)}}`);
    const { price } = createPricing(v.parse(pricingOverrides, own));

    expect(price(record("opus", { input: M }))).toBe(1);
    expect(price(record("constructor", { input: M }))).toBeUndefined();
    expect(price(record("toString", { input: M }))).toBeUndefined();
  });
});

describe("the version", () => {
  it("is the same for the same prices, whatever their order", () => {
    const a = createPricing({ x: flat, y: { ...flat, input: 7 } });
    const b = createPricing({ y: { ...flat, input: 7 }, x: flat });

    expect(createPricing().version).toBe(createPricing({}).version);
    expect(a.version).toBe(b.version);
  });

  it("changes with every price", () => {
    const versions = [
      createPricing(),
      createPricing({ x: flat }),
      createPricing({ y: flat }),
      ...Object.keys(flat).map((name) => createPricing({ x: { ...flat, [name]: 0.5 } })),
    ].map((pricing) => pricing.version);

    expect(new Set(versions).size).toBe(versions.length);
  });
});
