import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { accountsIn, elsewhere, identity, signIn, stateDir } from "./support.ts";

const ID = "a-secret-id-that-only-the-browser-has";

describe("sign-ins", () => {
  it("gives back what was put, after another start too", () => {
    const folder = stateDir();
    const kept = signIn("ann", 5, {
      identity: identity("ann", { name: "Ann", email: "a@b.example", emailVerified: true, groups: ["dev"] }),
    });
    const first = accountsIn(folder);
    first.sessions.put(ID, kept);
    first.close();

    expect(accountsIn(folder).sessions.get(ID)).toEqual(kept);
  });

  it("keeps no id that could be used: only its SHA-256 (47)", () => {
    const folder = stateDir();
    const accounts = accountsIn(folder);
    accounts.sessions.put(ID, signIn("ann", 5));
    const bytes = ["accounts.db", "accounts.db-wal"].map((name) =>
      readFileSync(join(folder, name), "latin1"),
    );

    expect(bytes.join("")).toContain("subject of ann");
    expect(bytes.join("")).not.toContain(ID);
    expect(accounts.sessions.get(rowsOf(folder)[0]?.hash ?? "")).toBeUndefined();
  });

  it("ends one, or all of a user, and tells how many there were", () => {
    const { sessions } = accountsIn(stateDir());
    for (const [id, user] of [
      ["a", "ann"],
      ["b", "ann"],
      ["c", "ann"],
      ["d", "bob"],
    ] as const)
      sessions.put(id, signIn(user, 5));

    expect([sessions.end("a"), sessions.end("a")]).toEqual([true, false]);
    expect([sessions.endAllOf("ann"), sessions.endAllOf("ann")]).toEqual([2, 0]);
    const left = ["a", "b", "c", "d"].filter((id) => sessions.get(id) !== undefined);
    expect(left).toEqual(["d"]);
  });

  it("never brings back a sign-in that has ended, whoever still uses it (60)", () => {
    const folder = stateDir();
    const [here, there] = [accountsIn(folder), accountsIn(folder)];
    here.sessions.put(ID, signIn("ann", 0));

    for (let request = 0; request < 10; request++) {
      if (request === 4) there.sessions.end(ID);
      here.sessions.touch(ID, 100_000 + request * 100_000);
    }

    expect(here.sessions.get(ID)).toBeUndefined();
    expect(rowsOf(folder)).toEqual([]);
  });

  it("writes once for requests that come together, and never an earlier time (60)", () => {
    const folder = stateDir();
    const { sessions } = accountsIn(folder);
    sessions.put(ID, signIn("ann", 0));
    const watching = accountsIn(folder);
    watching.changedElsewhere();
    const touched = (at: number): readonly [number | undefined, boolean] => {
      sessions.touch(ID, at);
      return [sessions.get(ID)?.seenAt, watching.changedElsewhere()];
    };

    expect(Array.from({ length: 10 }, () => touched(60_000))).toEqual([
      [60_000, true],
      ...Array.from({ length: 9 }, () => [60_000, false]),
    ]);
    expect(touched(30_000)).toEqual([60_000, false]);
  });

  it("lets a sign-in that ends after a minute without use be kept alive by use", () => {
    const { sessions } = accountsIn(stateDir());
    sessions.put(ID, signIn("ann", 0));

    for (let at = 15_000; at <= 90_000; at += 15_000) sessions.touch(ID, at);

    expect(sessions.get(ID)?.seenAt).toBe(90_000);
  });

  it("counts those of a user that were used since a time, and forgets old ones", () => {
    const { sessions } = accountsIn(stateDir());
    sessions.put("idle", signIn("ann", 10, { seenAt: 20 }));
    sessions.put("used", signIn("ann", 10, { seenAt: 90 }));
    sessions.put("fresh", signIn("ann", 80, { seenAt: 90 }));
    sessions.put("other", signIn("bob", 80, { seenAt: 90 }));

    expect([sessions.countOf("ann", 90), sessions.countOf("ann", 91), sessions.countOf("ann", 0)]).toEqual([
      2, 0, 3,
    ]);
    sessions.forgetOld(50, 0);
    expect(sessions.countOf("ann", 0)).toBe(2);
    sessions.forgetOld(50, 11);
    expect([sessions.get("used"), sessions.get("fresh")?.createdAt]).toEqual([undefined, 80]);
  });

  it.each([
    "",
    "nothing",
    "null",
    "[]",
    "{}",
    '{"issuer":"i","subject":"s"}',
    '{"issuer":"i","subject":"s","id":{}}',
    '{"issuer":"i","subject":"s","id":"ann","emailVerified":"yes"}',
    '{"issuer":"i","subject":"s","id":"ann","groups":"admin"}',
    '{"issuer":"i","subject":"s","id":"ann","groups":[1]}',
    '{"issuer":"i","subject":"s","id":"ann","email":1}',
  ])("does not know a sign-in whose identity is damaged: %s", (text) => {
    const folder = stateDir();
    const { sessions } = accountsIn(folder);
    sessions.put(ID, signIn("ann", 0));
    expect(sessions.get(ID)).toBeDefined();
    withDatabase(folder, (database) => database.prepare("UPDATE auth_session SET identity = ?").run(text));

    expect(sessions.get(ID)).toBeUndefined();
  });
});

describe("changes that another process makes", () => {
  it("are noticed once, and one's own are not", async () => {
    const folder = stateDir();
    const accounts = accountsIn(folder);
    accounts.sessions.put(ID, signIn("ann", 0));
    expect(accounts.changedElsewhere()).toBe(false);

    const out = await elsewhere(folder, `console.log(accounts.sessions.endAllOf("ann"));`);

    expect(out).toBe("1\n");
    expect([accounts.changedElsewhere(), accounts.changedElsewhere()]).toEqual([true, false]);
    expect(accounts.sessions.get(ID)).toBeUndefined();
  });

  it("are not noticed when it only looked", async () => {
    const folder = stateDir();
    const accounts = accountsIn(folder);

    await elsewhere(
      folder,
      `accounts.users.list(); accounts.sessions.endAllOf("ann"); accounts.audit.read({});`,
    );

    expect(accounts.changedElsewhere()).toBe(false);
  });
});

interface Row {
  readonly hash: string;
}

function rowsOf(folder: string): readonly Row[] {
  return withDatabase(folder, (database) => database.prepare("SELECT hash FROM auth_session").all() as Row[]);
}

function withDatabase<Result>(folder: string, work: (database: Database.Database) => Result): Result {
  const database = new Database(join(folder, "accounts.db"));
  try {
    return work(database);
  } finally {
    database.close();
  }
}
