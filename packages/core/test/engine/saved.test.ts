import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openUserData } from "../../src/engine/state/open-user-data.ts";
import { RunStore } from "../../src/engine/state/run-store.ts";
import { saved } from "../../src/engine/state/saved.ts";
import { UserStore } from "../../src/engine/state/user-store.ts";

let directory = "";
let database: Database.Database;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "vibedeck-saved-"));
  database = openUserData(directory);
  // A held lock is not waited for here.
  database.pragma("busy_timeout = 0");
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What another process would find in the database. */
function onDisk(sql: string): readonly unknown[] {
  const other = new Database(join(directory, "user.db"));
  try {
    return other.prepare(sql).all();
  } finally {
    other.close();
  }
}

/** Does something while another process holds the write lock. */
function whileHeld(act: () => void): void {
  const other = new Database(join(directory, "user.db"));
  other.exec("BEGIN IMMEDIATE");
  act();
  other.exec("ROLLBACK");
  other.close();
}

const run = (id: string) => ({ id, user: "ada", session: "s", backend: "b", record: {}, at: 1 });

describe("a write to the user data", () => {
  it("is refused while another process holds the database, and those after it reach the disk", () => {
    const runs = new RunStore(database);
    const users = new UserStore(database);
    whileHeld(() => {
      expect(() => runs.add(run("refused"))).toThrow(expect.objectContaining({ code: "UNAVAILABLE" }));
      expect(() => users.patch("ada", "s", { pinned: true })).toThrow(
        expect.objectContaining({ code: "UNAVAILABLE" }),
      );
    });

    runs.add(run("later"));
    users.patch("ada", "s", { archived: true });

    expect(onDisk("SELECT id FROM run")).toEqual([{ id: "later" }]);
    expect(onDisk("SELECT pinned, archived FROM user_session")).toEqual([{ pinned: 0, archived: 1 }]);
  });

  it("leaves nothing of itself when a part of it fails", () => {
    const runs = new RunStore(database);
    const both = (): void =>
      saved(database, () => {
        runs.add(run("one"));
        runs.add(run("one"));
      });

    expect(both).toThrow(expect.objectContaining({ code: "UNAVAILABLE" }));
    expect(runs.all()).toEqual([]);
    runs.add(run("two"));
    expect(onDisk("SELECT id FROM run")).toEqual([{ id: "two" }]);
  });
});
