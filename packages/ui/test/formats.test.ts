import { describe, expect, it } from "vitest";
import { byteSize, compactCount, costLabel, dollars, shortModel, shortPath } from "../src/format/figures.ts";
import { dayHeading, relativeTime } from "../src/format/relative-time.ts";

const NOW = new Date(2026, 10, 24, 12).getTime();
const HOUR = 3_600_000;

describe("times", () => {
  it.each([
    [30_000, "now"],
    [-5_000, "now"],
    [5 * 60_000, "5m"],
    [3 * HOUR, "3h"],
    [30 * HOUR, "Yesterday"],
    [3 * 24 * HOUR, "Sat"],
    [40 * 24 * HOUR, "Oct 15"],
    [400 * 24 * HOUR, "Oct 20, 2025"],
  ])("tells an age of %i ms as %s", (age, text) => {
    expect(relativeTime(NOW - age, NOW, "en-US")).toBe(text);
  });

  it("goes by midnights, not by 24 hours", () => {
    const early = new Date(2026, 10, 24, 0, 30).getTime();
    expect(dayHeading(early - HOUR, early, "en-US")).toBe("Yesterday");
    expect(relativeTime(early - HOUR, early, "en-US")).toBe("1h");
    expect(dayHeading(NOW + HOUR, NOW, "en-US")).toBe("Today");
  });
});

describe("money", () => {
  it("never shows a small cost as nothing", () => {
    expect([0.004, 0.01, 12.3, 1204.4].map(dollars)).toEqual(["<$0.01", "$0.01", "$12.30", "$1,204"]);
  });

  it("says at least, and unknown, where that is so", () => {
    const cost = { own: 0, agents: 0 };
    expect(costLabel(undefined)).toBe("");
    expect(costLabel({ ...cost, usd: 2, atLeast: true })).toBe("≥ $2.00");
    expect(costLabel({ ...cost, usd: 0, atLeast: true })).toBe("unknown");
    expect(costLabel({ ...cost, usd: 0, atLeast: false })).toBe("");
  });
});

describe("figures", () => {
  it("stay short", () => {
    expect([0, 999, 1000, 12_345, 99_960, 999_600, 3_100_000, 2e9].map(compactCount)).toEqual([
      "0",
      "999",
      "1k",
      "12.3k",
      "100k",
      "1M",
      "3.1M",
      "2G",
    ]);
    expect([0, 812, 4_200_000, 700_000_000].map(byteSize)).toEqual(["0 B", "812 B", "4.2 MB", "700 MB"]);
  });

  it("shorten a model's name without knowing any", () => {
    expect(
      [
        "claude-opus-4-5-20251101",
        "claude-3-5-haiku-20241022",
        "gpt-5-codex",
        "opus",
        "claude-sonnet-4-5[1m]",
      ].map(shortModel),
    ).toEqual(["opus 4.5", "claude 3.5 haiku", "gpt 5 codex", "opus", "sonnet 4.5 [1m]"]);
  });

  it("keep the end of a long path", () => {
    expect(shortPath("/home/ada/deck")).toBe("/home/ada/deck");
    expect(shortPath("/home/ada/work/clients/acme/services/billing/packages/core", 24)).toBe(
      "…/billing/packages/core",
    );
    expect(shortPath(`/x/${"y".repeat(300)}`, 20)).toHaveLength(22);
  });
});
