import { isVibeDeckError } from "@vibedeck/core";
import { describe, expect, it } from "vitest";
import { accountsIn, elsewhere, ISSUER, identity, signIn, stateDir } from "./support.ts";

describe("who an id belongs to", () => {
  it("binds an id at the first sign-in, and knows the person again", () => {
    const { users } = accountsIn(stateDir());

    const first = users.enter("ann", identity("ann", { name: "Ann" }), 1_000);
    const second = users.enter("ann", identity("ann", { name: "Ann Lee" }), 5_000);

    expect(first).toEqual({
      ...{ id: "ann", issuer: ISSUER, subject: "subject of ann", name: "Ann" },
      ...{ firstSeen: 1_000, lastSeen: 1_000, blocked: false },
    });
    expect(second).toEqual({ ...first, name: "Ann Lee", lastSeen: 5_000 });
    expect(users.list()).toEqual([second]);
    expect(users.get("ann")).toEqual(second);
    expect(users.get("bob")).toBeUndefined();
  });

  it("keeps the name that it had when the provider says none", () => {
    const { users } = accountsIn(stateDir());
    users.enter("ann", identity("ann", { name: "Ann" }), 1);

    expect(users.enter("ann", identity("ann"), 2).name).toBe("Ann");
  });

  it("refuses another person under a name that became free, and changes nothing (19)", () => {
    const { users } = accountsIn(stateDir());
    const before = users.enter("ann", identity("ann"), 1);

    expect(() => users.enter("ann", identity("ann", { subject: "2", name: "Eve" }), 2)).toThrow(
      expect.objectContaining({
        code: "SIGN_IN_REFUSED",
        message: '"ann" belongs to another account of the same provider.',
        hint: expect.stringContaining("vibedeck users release ann"),
      }),
    );
    expect(users.list()).toEqual([before]);
  });

  it("refuses the same subject of another issuer, and explains how it came to that (20)", () => {
    const { users } = accountsIn(stateDir());
    const before = users.enter("1", identity("1", { subject: "1" }), 1);

    expect(() =>
      users.enter("1", identity("1", { issuer: "https://other.example", subject: "1" }), 2),
    ).toThrow(
      expect.objectContaining({
        code: "SIGN_IN_REFUSED",
        message: '"1" signed in with another provider before: the provider of this server has changed since.',
        hint: expect.stringContaining("vibedeck users release 1"),
      }),
    );
    expect(users.list()).toEqual([before]);
  });

  it("refuses a person who comes back under another id: the claim can be changed (19)", () => {
    const { users } = accountsIn(stateDir());
    users.enter("ann", identity("ann", { subject: "1" }), 1);

    expect(() => users.enter("bob", identity("bob", { subject: "1" }), 2)).toThrow(
      expect.objectContaining({ code: "SIGN_IN_REFUSED", message: expect.stringContaining('"ann"') }),
    );
    expect(users.list().map(({ id }) => id)).toEqual(["ann"]);
  });

  it.each([
    ["empty", ""],
    ["cut short by a NUL", "1\0other"],
    ["half a surrogate pair", "1\ud800"],
    ["endless", "1".repeat(2_000)],
  ])("refuses a subject that it could not tell from another: %s (19)", (_what, subject) => {
    const { users } = accountsIn(stateDir());

    for (const bad of [identity("ann", { subject }), identity("ann", { issuer: subject })]) {
      expect(() => users.enter("ann", bad, 1)).toThrow(expect.objectContaining({ code: "SIGN_IN_REFUSED" }));
    }
    expect(users.list()).toEqual([]);
  });

  it("gives an id that was released to whoever signs in next, and ends its sign-ins", () => {
    const { sessions, users } = accountsIn(stateDir());
    users.enter("ann", identity("ann"), 1);
    for (const id of ["a", "b"]) sessions.put(id, signIn("ann", 1));
    sessions.put("c", signIn("bob", 1));

    expect(users.release("ann")).toBe(true);

    expect(["a", "b", "c"].map((id) => sessions.get(id)?.user)).toEqual([undefined, undefined, "bob"]);
    expect(users.enter("ann", identity("ann", { subject: "2" }), 9)).toMatchObject({
      subject: "2",
      firstSeen: 1,
    });
    expect(users.enter("ann-2", identity("ann-2", { subject: "subject of ann" }), 9).id).toBe("ann-2");
    expect(users.release("nobody")).toBe(false);
  });

  it("keeps out who is blocked, also when the id was released meanwhile", () => {
    const { users } = accountsIn(stateDir());
    users.enter("ann", identity("ann"), 1);

    expect(users.setBlocked("ann", true)).toBe(true);
    expect(users.setBlocked("nobody", true)).toBe(false);
    users.release("ann");

    expect(users.get("ann")?.blocked).toBe(true);
    expect(() => users.enter("ann", identity("ann"), 2)).toThrow(
      expect.objectContaining({ code: "SIGN_IN_REFUSED", message: "This account is blocked here." }),
    );
    users.setBlocked("ann", false);
    expect(users.enter("ann", identity("ann"), 3).blocked).toBe(false);
  });

  it("writes at most once a minute that somebody was here, and never an earlier time", () => {
    const { users } = accountsIn(stateDir());
    users.enter("ann", identity("ann"), 100_000);
    const seen = (at: number): number | undefined => {
      users.seen("ann", at);
      return users.get("ann")?.lastSeen;
    };

    expect([159_999, 160_000, 100_000, 219_999].map(seen)).toEqual([100_000, 160_000, 160_000, 160_000]);
  });

  it("keeps hostile names short and whole", () => {
    const { users } = accountsIn(stateDir());

    const { name } = users.enter("ann", identity("ann", { name: `A\0B${"😀".repeat(150)}` }), 1);

    expect(name).toMatch(/^A\ufffdB😀/u);
    expect(name?.length).toBeLessThanOrEqual(200);
    expect(name?.isWellFormed()).toBe(true);
  });
});

const TWENTY = Array.from({ length: 20 }, (_, at) => at);

describe("many first sign-ins of one person at once", () => {
  it("makes one user, and all of them succeed (24)", async () => {
    const folder = stateDir();
    const all = [accountsIn(folder), accountsIn(folder)];

    const entered = await Promise.all(
      TWENTY.map(async (at) => all[at % 2]?.users.enter("ann", identity("ann"), at).id),
    );

    expect(entered).toEqual(TWENTY.map(() => "ann"));
    expect(all[0]?.users.list()).toHaveLength(1);
  });

  it("makes one user in processes that do not know of each other, beginning with no database (24)", async () => {
    const folder = stateDir();
    const script = `for (let at = 0; at < 20; at++) console.log(accounts.users.enter("ann", identity("ann"), at).id);`;

    const outs = await Promise.all([1, 2, 3].map(() => elsewhere(folder, script)));

    expect(outs).toEqual([1, 2, 3].map(() => "ann\n".repeat(20)));
    expect(accountsIn(folder).users.list()).toMatchObject([{ id: "ann", firstSeen: 0 }]);
  });

  it("lets one of two strangers have an id that both name at once (24)", async () => {
    const folder = stateDir();
    const script = (subject: string): string =>
      `try { accounts.users.enter("ann", { ...identity("ann"), subject: "${subject}" }, 1); console.log("in"); }
       catch (error) { console.log(error.code); }`;

    const outs = await Promise.all(["1", "2"].map((subject) => elsewhere(folder, script(subject))));

    expect([...outs].sort()).toEqual(["SIGN_IN_REFUSED\n", "in\n"]);
  });

  it("lets a refusal be known as one of VibeDeck", () => {
    const { users } = accountsIn(stateDir());
    users.enter("ann", identity("ann"), 1);
    try {
      users.enter("ann", identity("ann", { subject: "2" }), 2);
      expect.unreachable();
    } catch (error) {
      expect(isVibeDeckError(error)).toBe(true);
    }
  });
});
