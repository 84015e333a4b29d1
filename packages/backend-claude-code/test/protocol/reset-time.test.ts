import { describe, expect, it } from "vitest";
import { resetTime } from "../../src/protocol/reset-time.ts";

/** A Tuesday. */
const NOW = Date.UTC(2026, 10, 24, 10, 30);

describe("when a limit ends", () => {
  it.each([
    ["You've hit your limit · resets 5am (UTC)", "2026-11-25T05:00:00Z"],
    ["You've hit your limit · resets 3:30pm (UTC)", "2026-11-24T15:30:00Z"],
    ["You've hit your session limit · resets 12am (UTC)", "2026-11-25T00:00:00Z"],
    ["resets 12pm (UTC)", "2026-11-24T12:00:00Z"],
    ["resets 5am (America/New_York)", "2026-11-25T10:00:00Z"],
    ["resets 10am (Asia/Kolkata)", "2026-11-25T04:30:00Z"],
    ["You've hit your weekly limit · resets Nov 27, 3pm (UTC)", "2026-11-27T15:00:00Z"],
    ["resets Dec 1 at 9:15am (Europe/Berlin)", "2026-12-01T08:15:00Z"],
    ["spend limit reached · resets Dec 8 (UTC)", "2026-12-08T00:00:00Z"],
    ["resets Jan 2, 1am (UTC)", "2027-01-02T01:00:00Z"],
    ["resets at 14:05 (UTC)", "2026-11-24T14:05:00Z"],
    ["Claude AI usage limit reached|1795516475", "2026-11-24T10:34:35Z"],
  ])("%s", (text, expected) => {
    const at = resetTime(text, NOW);

    expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(expected.replace("Z", ".000Z"));
  });

  it("is that of this machine's clock when no zone is named", () => {
    const expected = new Date(NOW);
    expected.setHours(5, 0, 0, 0);
    if (expected.getTime() <= NOW) expected.setDate(expected.getDate() + 1);

    expect(resetTime("resets 5am", NOW)).toBe(expected.getTime());
    expect(resetTime("resets 5am (Middle_Earth/Shire)", NOW)).toBe(expected.getTime());
  });

  it.each([
    [""],
    ["rate limit"],
    ["resets soon"],
    ["resets 25pm"],
    ["resets 0am"],
    ["resets 5:99am"],
    ["resets Foo 3, 5"],
    ["|99999999999999"],
    ["resets Nov 27 ".repeat(1_000).slice(0, 5)],
  ])("is not known from %j", (text) => {
    expect(resetTime(text, NOW)).toBeUndefined();
  });
});
