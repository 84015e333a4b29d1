import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromUserId, type Json, MAX_USER_ID, toUserId } from "../src/index.ts";

const USERS = "/srv/users";
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function idOf(claim: Json | undefined): string | undefined {
  const mapped = toUserId(claim);
  return "id" in mapped ? mapped.id : undefined;
}

describe("what keeps its name", () => {
  it.each(["alice", "a", "0", "jane-doe", "x-1-y", "3f2b7c64-9d1e-4a50-8c1f-6f0d9e7b2a11"])(
    "%s is its own id",
    (claim) => expect(idOf(claim)).toBe(claim),
  );

  it("writes whole numbers as their digits (15)", () => {
    expect(idOf(12345)).toBe("12345");
    expect(idOf(0)).toBe("0");
    expect(idOf(Number.MAX_SAFE_INTEGER)).toBe("9007199254740991");
  });
});

describe("what is escaped", () => {
  it.each([
    ["jane@corp.com", "jane-z40corp-z2ecom"],
    ["Alice", "z--z41lice"],
    ["a_b", "a-z5fb"],
    ["auth0|5f7c8e", "auth0-z7c5f7c8e"],
    ["a-z40b", "a-z2dz40b"],
    ["a--b", "a-z2d-z2db"],
    ["a-", "a-z2d"],
    ["é", "z--zc3-za9"],
  ])("%s becomes %s", (claim, id) => expect(idOf(claim)).toBe(id));

  it("never merges what looks alike, by case or by normal form (8, 9)", () => {
    const alike = [
      "K",
      "\u212a",
      "k",
      "\u00e9",
      "e\u0301",
      "bob",
      "b\u043eb",
      "\ufb01",
      "fi",
      "Alice",
      "alice",
    ];
    const ids = alike.map(idOf);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(alike.length);
  });

  it("never merges what other schemes merge (10)", () => {
    const near = [
      "a@b.c",
      "a_b.c",
      "a-40b-2ec",
      "a-z40b-z2ec",
      "z--z40b",
      "z-z40b",
      "@b",
      "z@b",
      "a-b.c",
      "a.b.c",
    ];
    const ids = near.map(idOf);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(near.length);
  });
});

describe("what is refused", () => {
  it.each([
    ["the parent directory (1)", ".."],
    ["the directory itself (2)", "."],
    ["nothing (3)", ""],
    ["a space (4)", " "],
    ["a space at the end (4)", "bob "],
    ["a space at the beginning (4)", " bob"],
    ["a dot at the end (4)", "bob."],
    ["a slash (5)", "a/b"],
    ["only a slash (5)", "/"],
    ["an absolute path (5)", "/etc"],
    ["a backslash (5)", "a\\b"],
    ["an encoded slash (5)", "a%2fb"],
    ["an encoded way up (5)", "..%2f..%2fx"],
    ["two slashes (5)", "a//b"],
    ["a hidden directory (6)", ".shared"],
    ["a hidden repository (6)", ".git"],
    ["lost+found (6)", "lost+found"],
    ["_shared (6)", "_shared"],
    ["admin (6)", "admin"],
    ["null as text (6)", "null"],
    ["undefined as text (6)", "undefined"],
    ["the owner of a server without sign-in (6)", "local"],
    ["NUL (7)", "bob\u0000x"],
    ["a line break (7)", "bob\n"],
    ["an escape sequence (7)", "bob\u001b[2J"],
    ["a direction override (7)", "bob\u202e"],
    ["a zero-width joiner (7)", "bob\u200d"],
    ["half a surrogate pair (7)", "bob\ud800"],
    ["64 characters (12)", "a".repeat(64)],
    ["56 characters (12)", "a".repeat(56)],
    ["5,000 characters (12)", "a".repeat(5_000)],
    ["100 kB (12)", "a".repeat(100_000)],
    ["what grows too long (12)", "@".repeat(14)],
    ["a beginning hyphen (13)", "-rf"],
    ["an option (13)", "--help"],
    ["a volume (14)", "x:/mnt"],
    ["a volume with options (14)", "x:/root:ro,z"],
    ["a colon (14)", "a:b"],
    ["a number above 2^53 (15)", Number("9007199254740993")],
    ["a huge number (15)", 1e21],
    ["minus zero (15)", -0],
    ["a negative number (15)", -5],
    ["a fraction (15)", 1.5],
    ["not a number (15)", Number.NaN],
    ["true (16)", true],
    ["a list with a name (16)", ["alice"]],
    ["an object (16)", { toString: "alice" }],
    ["null (16)", null],
    ["no claim (16)", undefined],
  ] as const)("%s", (_name, claim) => {
    const mapped = toUserId(claim as Json | undefined);
    expect(mapped).toHaveProperty("refused");
    if ("refused" in mapped) expect(mapped.refused).toMatch(/^[A-Z].*\.$/);
  });

  it("does not repeat the claim in its reason (7)", () => {
    for (const claim of ["evil\u001b[2J name", "a/secret/b"]) {
      expect(JSON.stringify(toUserId(claim))).not.toMatch(/evil|secret/);
    }
  });
});

describe("200,000 generated names", () => {
  const piece = fc.oneof(
    fc.constantFrom("a", "z", "-", "-z", "z-", "-z40", "--", "@", ".", "_", "A", "0", "é", "𝒳", "\u0301"),
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  const name = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("")),
    fc.emailAddress(),
    fc.uuid(),
  );

  it("gives no two the same id, none outside, and each its name back (5, 8, 10, 11)", () => {
    const claims = new Map<string, string>();
    let seen = 0;
    fc.assert(
      fc.property(name, (claim) => {
        const id = idOf(claim);
        seen++;
        if (id === undefined) return;
        expect(id.length).toBeLessThanOrEqual(MAX_USER_ID);
        expect(dirname(join(USERS, id))).toBe(USERS);
        expect(`sandbox-${id}`).toMatch(DNS_LABEL);
        expect(id).toMatch(DNS_LABEL);
        expect(fromUserId(id)).toBe(claim);
        expect(claims.get(id) ?? claim).toBe(claim);
        claims.set(id, claim);
      }),
      { numRuns: 200_000 },
    );
    expect(seen).toBeGreaterThanOrEqual(200_000);
    expect(claims.size).toBeGreaterThan(20_000);
  }, 120_000);

  it("reads back only what it wrote", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."az09-4c3e"), maxLength: 20 }), (id) => {
        const claim = fromUserId(id);
        if (claim !== undefined) expect(idOf(claim)).toBe(id);
      }),
      { numRuns: 20_000 },
    );
  });
});
