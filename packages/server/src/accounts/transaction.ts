import type Database from "libsql";

/**
 * All or nothing. Immediate: whoever comes second waits, and finds what the first one wrote. Single statements that
 * write need it as well: a prepared one that finds the database held by another process stays open in libsql, and until
 * it is collected nothing that is written after it is committed, and nobody else can write.
 */
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
