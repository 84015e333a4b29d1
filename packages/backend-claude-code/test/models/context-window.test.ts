import { describe, expect, it } from "vitest";
import { contextWindow } from "../../src/models/context-window.ts";

describe("contextWindow", () => {
  it.each([
    ["claude-opus-4-8", false, 200_000],
    ["claude-opus-4-8", true, 1_000_000],
    ["claude-opus-4-8[1m]", false, 1_000_000],
    ["claude-sonnet-4-5-20250929", false, 200_000],
    ["claude-opus-4-20250514", true, 200_000],
    ["claude-haiku-4-5-20251001", false, 200_000],
    ["claude-opus-5", false, 1_000_000],
    ["us.anthropic.claude-opus-4-5-20251101-v1:0", false, 200_000],
    ["anthropic/claude-opus-5.5", false, 1_000_000],
    ["claude-sonnet-4-5@20250929", false, 200_000],
  ])("of %s (large one seen: %s) is %d", (model, wide, tokens) => {
    expect(contextWindow(model, wide)).toBe(tokens);
  });

  it.each(["glm-4.7", "claude-opus-7", "opus", "", "__proto__", "constructor"])(
    "of %j is not known",
    (model) => {
      expect(contextWindow(model, true)).toBeUndefined();
    },
  );
});
