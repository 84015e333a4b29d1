import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteClaim } from "../src/index.ts";

describe("a claim in a log line", () => {
  it.each([
    ["alice", '"alice"'],
    ['a"b\\c', String.raw`"a\"b\\c"`],
    ["bob\n", String.raw`"bob\n"`],
    ["bob\u001b[2J", String.raw`"bob\u001b[2J"`],
    ["bob\u202e", String.raw`"bob\u202e"`],
    ["bob\u2028", String.raw`"bob\u2028"`],
    ["bob\u009b", String.raw`"bob\u009b"`],
    ["bob\ud800", String.raw`"bob\ud800"`],
    ["é𝒳", '"é𝒳"'],
  ])("is quoted: %j (7)", (claim, shown) => expect(quoteClaim(claim)).toBe(shown));

  it.each([
    [12345, "12345"],
    [true, "true"],
    [null, "null"],
    [undefined, "(no claim)"],
    [["alice"], "(a list)"],
    [{ toString: "x" }, "(an object)"],
  ])("is named where it is no text: %j (16)", (claim, shown) => expect(quoteClaim(claim)).toBe(shown));

  it("has at most 200 characters, none of which does anything, and is JSON but for its end (7, 12)", () => {
    expect(quoteClaim("a".repeat(100_000))).toBe(`"${"a".repeat(197)}…"`);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (claim) => {
        const shown = quoteClaim(claim);
        expect(shown.length).toBeLessThanOrEqual(200);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        const read: unknown = JSON.parse(shown.replace(/…"$/, '"'));
        expect(typeof read === "string" && claim.startsWith(read)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});
