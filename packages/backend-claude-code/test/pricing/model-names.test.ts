import { describe, expect, it } from "vitest";
import { createPricing } from "../../src/pricing/index.ts";
import { record, utc } from "./lines.ts";

const pricing = createPricing();
const at = utc("2026-11-20T00:00:00Z");
const input = (model: string): number | undefined => pricing.price(record(model, { input: 100_000 }, { at }));
const per100k = (perMillion: number): number => perMillion / 10;

describe("names that mean a model of the table", () => {
  it.each([
    ["claude-opus-5[1m]", 5],
    ["claude-opus-4-5", 5],
    ["claude-sonnet-4-5[1m]", 3],
    ["claude-haiku-4-5", 1],
    ["claude-opus-4-1", 15],
    ["claude-opus-4-0", 15],
    ["claude-sonnet-4-0", 3],
    ["claude-4-sonnet-20250514", 3],
    ["claude-3-7-sonnet-latest", 3],
    ["claude-3-5-haiku-latest", 0.8],
    ["claude-opus-5-20260724", 5],
    ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", 3],
    ["global.anthropic.claude-opus-4-5-20251101-v1:0", 5],
    ["apac.anthropic.claude-sonnet-4-20250514-v1:0[1m]", 3],
    ["anthropic.claude-opus-4-6-v1", 5],
    ["us.anthropic.claude-fable-5-2", 8],
    ["bedrock/us.anthropic.claude-opus-5-5", 4],
    ["claude-sonnet-4-5@20250929", 3],
    ["claude-opus-4@20250514", 15],
    ["claude-opus-5-5@default", 4],
    ["claude-haiku-4-5@latest", 1],
    ["vertex_ai/claude-opus-4-1@20250805", 15],
    ["claude-3-5-sonnet-v2@20241022", 3],
    ["anthropic/claude-opus-5.5", 4],
    ["anthropic/claude-opus-4.5", 5],
    ["anthropic/claude-opus-4-5-20251101", 5],
    ["openrouter/anthropic/claude-sonnet-4.6", 3],
    ["anthropic/claude-sonnet-4.5:beta", 3],
    ["anthropic/claude-haiku-4.5:free", 1],
    ["anthropic/claude-sonnet-4", 3],
    ["anthropic/claude-opus-4", 15],
    ["anthropic/claude-3.7-sonnet", 3],
  ])("prices %s at $%d a million", (model, usd) => {
    expect(input(model)).toBeCloseTo(per100k(usd), 12);
  });

  it("charges OpenRouter's fast variants as fast mode", () => {
    expect(input("anthropic/claude-opus-4.8-fast")).toBeCloseTo(per100k(10), 12);
    expect(input("anthropic/claude-opus-4.6-fast")).toBeCloseTo(per100k(30), 12);
  });
});

describe("names that mean no model of the table", () => {
  it.each([
    "opus",
    "sonnet",
    "haiku",
    "fable",
    "best",
    "opusplan",
    "opus[1m]",
    "sonnet[1m]",
    "fable[1m]",
    "default",
  ])("never prices the floating alias %s", (model) => {
    expect(input(model)).toBeUndefined();
  });

  it.each([
    "claude-opus-6",
    "claude-opus-5-6",
    "claude-opus-5-5-preview",
    "claude-opus-5-5-20260922-20260922",
    "claude-opus-5-20260724-v1:0",
    "claude-opus",
    "claude-sonnet-4",
    "claude-opus-4",
    "claude-fable-5-sonnet",
    "claude-fable-6",
    "my-claude-opus-5",
    "Claude-Opus-5",
    " claude-opus-5",
    "claude-opus-5[2m]",
    "claude-opus-5[1m][1m]",
    "evil/claude-opus-5",
    "evil/anthropic/claude-opus-5",
    "anthropic/claude-opus-5/extra",
    "anthropic/claude-opus-5.5-mini",
    "claude-opus-5.5",
    "nvidia/nemotron-3-super-120b-a12b-20230311:free",
    "glm-4.7",
    "gpt-5",
    "",
    "__proto__",
    "constructor",
    "toString",
    `claude-opus-5${"-".repeat(100_000)}`,
  ])("never takes a relative's price for %.60s", (model) => {
    expect(input(model)).toBeUndefined();
  });
});

describe("mistakes that other tools made", () => {
  it("does not let Opus 5.5 inherit Opus 5 by its prefix", () => {
    expect(input("claude-opus-5-5")).toBeCloseTo(per100k(4), 12);
    expect(input("claude-opus-5")).toBeCloseTo(per100k(5), 12);
  });

  it("does not give Fable the rates of Sonnet", () => {
    expect(input("claude-fable-5")).toBeCloseTo(per100k(10), 12);
  });

  it("does not charge Opus 4.5 and later like Opus 4", () => {
    for (const model of [
      "claude-opus-4-5",
      "claude-opus-4-6",
      "claude-opus-4-7",
      "claude-opus-4-8",
      "claude-opus-5",
    ]) {
      expect(input(model)).toBeCloseTo(per100k(5), 12);
    }
  });

  it("does not read a cache for a tenth of the input everywhere", () => {
    const read = (model: string): number | undefined =>
      pricing.price(record(model, { cacheRead: 1_000_000 }, { at }));
    expect([read("claude-opus-5-5"), read("claude-fable-5-1"), read("claude-fable-5-2")]).toEqual([
      0.2, 0.25, 0.2,
    ]);
  });

  it("does not call a model free because it is unknown", () => {
    expect(input("claude-opus-7")).toBeUndefined();
  });
});

it("stays correct after more unknown names than it remembers", () => {
  for (let i = 0; i < 3_000; i++) input(`made-up-${i}`);

  expect(input("claude-opus-5")).toBeCloseTo(per100k(5), 12);
  expect(input("made-up-1")).toBeUndefined();
});
