import fc from "fast-check";
import { expect, test } from "vitest";
import { sealer } from "../../src/auth/sealed.ts";

const FIRST = "the first secret, of more than 32 bytes";
const SECOND = "the second secret, of more than 32 bytes";

test("opens what was sealed for the same place, and shows nothing of it", () => {
  const { seal, open } = sealer([FIRST], "tests");

  const text = seal({ verifier: "very-secret" }, "a");

  expect(open(text, "a")).toEqual({ verifier: "very-secret" });
  expect(text).toMatch(/^1\.[A-Za-z0-9_-]+$/);
  expect(Buffer.from(text.slice(2), "base64url").toString("latin1")).not.toContain("secret");
});

test("opens nothing of another place, purpose or secret", () => {
  const text = sealer([FIRST], "tests").seal({ a: 1 }, "a");

  expect(sealer([FIRST], "tests").open(text, "b")).toBeUndefined();
  expect(sealer([FIRST], "other").open(text, "a")).toBeUndefined();
  expect(sealer([SECOND], "tests").open(text, "a")).toBeUndefined();
});

test("opens with any secret of the list and seals with the first, so that they can be rotated", () => {
  const old = sealer([FIRST], "tests").seal({ a: 1 }, "a");
  const rotated = sealer([SECOND, FIRST], "tests");

  expect(rotated.open(old, "a")).toEqual({ a: 1 });
  expect(sealer([SECOND], "tests").open(rotated.seal({ b: 2 }, "a"), "a")).toEqual({ b: 2 });
});

test("never gives the same text twice", () => {
  const { seal } = sealer([FIRST], "tests");

  expect(new Set(Array.from({ length: 200 }, () => seal({ a: 1 }, "a"))).size).toBe(200);
});

test("opens nothing in which a single bit differs, and nothing that was cut (46)", () => {
  const { seal, open } = sealer([FIRST], "tests");
  const bytes = Buffer.from(seal({ a: 1 }, "a").slice(2), "base64url");

  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(open(`1.${changed.toString("base64url")}`, "a")).toBeUndefined();
  }
  for (let length = 0; length < bytes.length; length++) {
    expect(open(`1.${bytes.subarray(0, length).toString("base64url")}`, "a")).toBeUndefined();
  }
});

test("opens nothing that strangers make up, and never throws (46)", () => {
  const { open } = sealer([FIRST], "tests");

  expect(open(`1.${"A".repeat(5_000)}`, "a")).toBeUndefined();
  expect(open("2.AAAA", "a")).toBeUndefined();
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.base64String().map((text) => `1.${text}`),
      ),
      (text) => {
        return open(text, "a") === undefined;
      },
    ),
    { numRuns: 500 },
  );
});
