import fc from "fast-check";
import { expect, test } from "vitest";
import { accountName } from "../../src/auth/account-name.ts";

const who = { issuer: "https://id.example", subject: "s" };

test("an account is called by its name and its id, so that its person can tell it from their others", () => {
  expect(accountName({ ...who, id: "ann", name: "Ann Smith" })).toBe("Ann Smith (ann)");
  expect(accountName({ ...who, id: 583231, name: "Ann" })).toBe("Ann (583231)");
  expect(accountName({ ...who, id: "ann", name: "ann" })).toBe("ann");
  expect(accountName({ ...who, id: "ann" })).toBe("ann");
  expect(accountName({ ...who, id: ["ann"], name: "Ann" })).toBe("Ann");
});

test("an account that the provider gives no name has none", () => {
  for (const id of [null, true, {}, [], "", "\u202e\u0000"]) {
    expect(accountName({ ...who, id })).toBe("an account without a name");
  }
});

test("an account's name breaks no line, turns no direction of writing, and ends", () => {
  expect(accountName({ ...who, id: "a\u202eb\u0000c\nd\u200be" })).toBe("abcde");
  expect(accountName({ ...who, id: "x".repeat(1_000_000) })).toBe(`${"x".repeat(100)}…`);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (id, name) => {
      const shown = accountName({ ...who, id, name });
      return shown !== "" && !/\p{C}/u.test(shown) && [...shown].length <= 210;
    }),
    { numRuns: 1_000 },
  );
});
