import { chmodSync, copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@vibedeck/core";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { openAccounts } from "../../src/accounts/open-accounts.ts";
import { accountsIn, elsewhere, identity, signIn, stateDir } from "./support.ts";

describe("accounts.db", () => {
  it("can be read by its owner only, with its side files, and becomes so again", () => {
    const folder = stateDir();
    const modes = (): readonly string[] =>
      ["accounts.db", "accounts.db-wal", "accounts.db-shm"].map((name) =>
        (statSync(join(folder, name)).mode & 0o777).toString(8),
      );
    const first = accountsIn(folder);
    first.users.enter("ann", identity("ann"), 1);
    expect(modes()).toEqual(["600", "600", "600"]);
    first.close();
    chmodSync(join(folder, "accounts.db"), 0o644);

    accountsIn(folder).users.enter("bob", identity("bob"), 1);

    expect(modes()).toEqual(["600", "600", "600"]);
  });

  it("brings what an earlier version left up to date, and loses nothing", () => {
    const folder = stateDir();
    const first = accountsIn(folder);
    first.users.enter("ann", identity("ann"), 1);
    first.audit.append({ at: 1, act: "sign-in", user: "ann" });
    first.close();
    const database = new Database(join(folder, "accounts.db"));
    database.exec("DROP TRIGGER audit_new; PRAGMA user_version = 1;");
    database.close();

    const again = accountsIn(folder);

    expect(again.users.list()).toMatchObject([{ id: "ann" }]);
    expect(again.audit.read({})).toHaveLength(1);
    const look = new Database(join(folder, "accounts.db"));
    onTestFinished(() => void look.close());
    expect(look.pragma("user_version")).toEqual([{ user_version: 2 }]);
    expect(look.prepare("SELECT name FROM sqlite_master WHERE name = 'audit_new'").all()).toHaveLength(1);
  });

  it.each([
    ["no database at all", (bytes: Buffer) => Buffer.alloc(bytes.length, "not these bytes ")],
    ["cut off", (bytes: Buffer) => bytes.subarray(0, 5_000)],
    ["overwritten after its header", (bytes: Buffer) => bytes.fill(0xa5, 100)],
    [
      "overwritten where the users are",
      (bytes: Buffer) => bytes.fill(0xa5, bytes.indexOf("subject of u") + 100),
    ],
  ])("is refused with its name, and stays as it is, when it is damaged: %s", (_how, damage) => {
    const folder = stateDir();
    const path = join(folder, "accounts.db");
    const first = accountsIn(folder);
    for (let at = 0; at < 200; at++) first.users.enter(`u${at}`, identity(`u${at}`), 1);
    first.close();
    writeFileSync(path, damage(readFileSync(path)));
    const before = readFileSync(path);

    expect(() => openAccounts(folder, silentLogger)).toThrow(
      expect.objectContaining({
        code: "STATE_BROKEN",
        message: expect.stringContaining("accounts.db"),
        hint: expect.stringMatching(/backup.*signed in/),
      }),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("is whole without its side files once it is closed", () => {
    const folder = stateDir();
    const first = accountsIn(folder);
    first.users.enter("ann", identity("ann"), 1);
    first.audit.append({ at: 1, act: "sign-in", user: "ann" });
    first.close();
    const copy = stateDir();
    copyFileSync(join(folder, "accounts.db"), join(copy, "accounts.db"));

    const { audit, users } = accountsIn(copy);

    expect(users.list()).toMatchObject([{ id: "ann" }]);
    expect(audit.read({})).toHaveLength(1);
  });

  it("waits for another process that writes, and loses neither's", async () => {
    const folder = stateDir();
    const accounts = accountsIn(folder);
    const script = `for (let at = 0; at < 100; at++) accounts.users.enter("b" + at, identity("b" + at), at);`;

    const other = elsewhere(folder, script);
    for (let at = 0; at < 100; at++) {
      accounts.users.enter(`a${at}`, identity(`a${at}`), at);
      await new Promise(setImmediate);
    }
    await other;

    expect(accounts.users.list()).toHaveLength(200);
  });

  it("answers that it is unavailable, and nobody is signed out, while it is broken (62)", () => {
    const folder = stateDir();
    const accounts = accountsIn(folder);
    accounts.users.enter("ann", identity("ann"), 1);
    accounts.sessions.put("id", signIn("ann", 1));
    const database = new Database(join(folder, "accounts.db"));
    database.exec("ALTER TABLE auth_session RENAME TO gone; ALTER TABLE user RENAME TO away;");

    const unavailable = expect.objectContaining({ code: "UNAVAILABLE" });
    const { sessions, users } = accounts;
    for (const ask of [
      () => sessions.get("id"),
      () => sessions.put("id", signIn("ann", 1)),
      () => sessions.touch("id", 100_000),
      () => sessions.end("id"),
      () => sessions.endAllOf("ann"),
      () => sessions.countOf("ann", 0),
      () => sessions.forgetOld(0, 0),
      () => users.get("ann"),
      () => users.list(),
      () => users.enter("ann", identity("ann"), 1),
      () => users.seen("ann", 100_000),
      () => users.setBlocked("ann", true),
      () => users.release("ann"),
    ]) {
      expect(ask).toThrow(unavailable);
    }
    database.exec("ALTER TABLE gone RENAME TO auth_session; ALTER TABLE away RENAME TO user;");
    database.close();
    expect(sessions.get("id")?.user).toBe("ann");
    expect(users.enter("ann", identity("ann"), 2).lastSeen).toBe(2);
  });

  it("answers that it is unavailable to who would write while another process does not end its writing (62)", () => {
    const folder = stateDir();
    const accounts = accountsIn(folder);
    accounts.sessions.put("id", signIn("ann", 1));
    const database = new Database(join(folder, "accounts.db"));
    onTestFinished(() => void database.close());
    database.exec("BEGIN IMMEDIATE");

    // It waits for the other one, but not for ever.
    expect(() => accounts.sessions.end("id")).toThrow(expect.objectContaining({ code: "UNAVAILABLE" }));
    expect(accounts.sessions.get("id")?.user).toBe("ann");
    database.exec("COMMIT");
    expect(accounts.sessions.end("id")).toBe(true);
  }, 20_000);

  it("can be read while another process is in the middle of writing", async () => {
    const folder = stateDir();
    const accounts = accountsIn(folder);
    accounts.sessions.put("id", signIn("ann", 1));
    const seen: (string | undefined)[] = [];
    // The lock is held until its standard input ends.
    const script = `import Database from "libsql";
      const database = new Database(${JSON.stringify(join(folder, "accounts.db"))});
      database.exec("BEGIN IMMEDIATE; DELETE FROM auth_session;");
      console.log("begun");
      process.stdin.resume().on("end", () => { database.exec("COMMIT"); });`;

    await elsewhere(folder, script, (child) => {
      seen.push(accounts.sessions.get("id")?.user);
      child.stdin?.end();
    });

    expect([...seen, accounts.sessions.get("id")]).toEqual(["ann", undefined]);
  });
});
