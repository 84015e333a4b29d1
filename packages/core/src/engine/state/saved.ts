import type Database from "libsql";
import { VibeDeckError } from "../../errors.ts";

/** Databases in a transaction of ours. libsql can tell it too, but ends the process when it is asked after a close. */
const inside = new WeakSet<Database.Database>();

/**
 * Writes what must be on the disk before it is acknowledged, all of it or nothing; what is called inside of another
 * such write is part of that one. Single statements need the transaction as well: a prepared one that finds the
 * database held by another process stays open in libsql, and nothing that is written after it is committed then.
 * @throws `VibeDeckError` `UNAVAILABLE` when it cannot be written; nothing is changed then.
 */
export function saved<T>(database: Database.Database, write: () => T): T {
  try {
    return inside.has(database) ? write() : inTransaction(database, write);
  } catch (cause) {
    throw new VibeDeckError("UNAVAILABLE", "The change could not be saved.", {
      hint: "Check the free space of the state directory, then try again.",
      cause,
    });
  }
}

function inTransaction<T>(database: Database.Database, write: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  inside.add(database);
  try {
    const result = write();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  } finally {
    inside.delete(database);
  }
}

/** Where SQLite has already taken it back, why it failed must not be lost over that. */
function rollBack(database: Database.Database): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // Nothing is left to take back.
  }
}
