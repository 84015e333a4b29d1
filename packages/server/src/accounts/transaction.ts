import type Database from "libsql";

/** All or nothing. Immediate: whoever comes second waits, and finds what the first one wrote. */
export function inTransaction<Result>(database: Database.Database, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
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
