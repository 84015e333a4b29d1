import { isObject, type Json, type UsageRecord } from "@vibedeck/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPricing, PRICE_TABLE } from "../../src/pricing/index.ts";
import { assistant, entry } from "./lines.ts";

const pricing = createPricing();
const FIELDS = ["input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead"] as const;

const counts = fc.record({
  input: fc.nat(400_000),
  output: fc.nat(128_000),
  cacheWrite5m: fc.nat(400_000),
  cacheWrite1h: fc.nat(400_000),
  cacheRead: fc.nat(1_000_000),
});
const model = fc.constantFrom(...PRICE_TABLE.flatMap((m) => [m.id, ...(m.names ?? []), `${m.id}[1m]`]));
const records: fc.Arbitrary<UsageRecord> = fc.record(
  {
    id: fc.string(),
    scope: fc.constantFrom<"global" | "session">("global", "session"),
    model: fc.oneof(model, fc.string()),
    tokens: counts,
    at: fc.oneof(fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2027, 0) }), fc.double()),
    webSearches: fc.oneof(fc.nat(20), fc.double()),
    speed: fc.constantFrom("fast", "standard", ""),
    region: fc.constantFrom("us", "global"),
    tier: fc.constantFrom("batch", "priority"),
    extra: fc.array(fc.record({ model, tokens: counts }), { maxLength: 3 }),
  },
  { requiredKeys: ["id", "scope", "model", "tokens"] },
);

/** JSON with the field names that matter, at random places with random values. */
const junk: fc.Arbitrary<Json> = fc.letrec<{ value: Json; object: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Json>(
      null,
      true,
      "",
      "fast",
      "us",
      "batch",
      "assistant",
      "msg_1",
      "claude-opus-5",
      -1,
      0,
      1e308,
    ),
    fc.double().map((n) => (Number.isFinite(n) ? n : -0.5)),
    fc.maxSafeInteger(),
    fc.string(),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc
    .dictionary(
      fc.constantFrom(
        ..."type message usage id model input_tokens output_tokens cache_creation cache_creation_input_tokens".split(
          " ",
        ),
        ..."ephemeral_1h_input_tokens cache_read_input_tokens iterations speed inference_geo service_tier".split(
          " ",
        ),
        ..."server_tool_use web_search_requests session_id sessionId isSidechain version timestamp requestId uuid".split(
          " ",
        ),
      ),
      tie("value"),
      { maxKeys: 8 },
    )
    .map((object): Json => object),
})).value;

describe("a price", () => {
  it("is undefined or a finite number that is not negative", () => {
    fc.assert(
      fc.property(records, (usage) => {
        const usd = pricing.price(usage);
        expect(usd === undefined || (Number.isFinite(usd) && usd >= 0)).toBe(true);
      }),
    );
  });

  it("never falls when tokens are added, long-context thresholds included", () => {
    fc.assert(
      fc.property(records, fc.constantFrom(...FIELDS), fc.nat(500_000), (usage, field, more) => {
        const before = pricing.price(usage);
        const after = pricing.price({
          ...usage,
          tokens: { ...usage.tokens, [field]: usage.tokens[field] + more },
        });
        expect(after === undefined).toBe(before === undefined);
        expect((after ?? 0) >= (before ?? 0)).toBe(true);
      }),
    );
  });

  it("depends on nothing but the record: again, frozen, or from another instance, it is the same", () => {
    fc.assert(
      fc.property(records, (usage) => {
        const text = JSON.stringify(usage);
        const first = pricing.price(Object.freeze(usage));
        expect(pricing.price(usage)).toBe(first);
        expect(createPricing().price(usage)).toBe(first);
        expect(JSON.stringify(usage)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it("of an unknown model is never a number", () => {
    fc.assert(
      fc.property(records, fc.string({ minLength: 1 }), (usage, noise) => {
        expect(pricing.price({ ...usage, model: `${noise}claude-opus-5${noise}` })).toBeUndefined();
      }),
    );
  });
});

describe("usage", () => {
  it("never throws, whatever the line holds, and gives only counts that can be added up", () => {
    fc.assert(
      fc.property(junk, junk, (usage, line) => {
        const extra = isObject(line) ? line : {};
        const record = pricing.usage(assistant(usage, {}, { ...extra, type: "assistant" }));
        if (record === undefined) return;
        for (const tokens of [record.tokens, ...(record.extra ?? []).map((request) => request.tokens)]) {
          for (const name of FIELDS)
            expect(Number.isSafeInteger(tokens[name]) && tokens[name] >= 0).toBe(true);
        }
        const usd = pricing.price(record);
        expect(usd === undefined || (Number.isFinite(usd) && usd >= 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("survives any object as a line", () => {
    fc.assert(
      fc.property(junk, (line) => {
        if (isObject(line)) expect(() => pricing.usage(entry(line))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it("gives plain JSON that survives a round trip", () => {
    fc.assert(
      fc.property(junk, (usage) => {
        const record = pricing.usage(assistant(usage));
        if (record !== undefined) expect(JSON.parse(JSON.stringify(record))).toEqual(record);
      }),
    );
  });
});
