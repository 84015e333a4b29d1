import { closeSync, fchmodSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { VibeDeckError } from "../../errors.ts";

/** How a write reaches the disk: `FULL` survives a power cut, `OFF` a killed process. */
export type Durability = "FULL" | "OFF";

/**
 * Opens a database of the state directory with a write-ahead log, readable by this user only.
 * @throws `VibeDeckError` `STATE_BROKEN` when it is damaged, `STATE_UNWRITABLE` when it cannot be opened.
 */
export function openDatabase(
  directory: string,
  name: string,
  durability: Durability,
  prepare: (database: Database.Database) => void,
): Database.Database {
  const path = join(directory, name);
  let database: Database.Database | undefined;
  try {
    makePrivate(path);
    database = new Database(path);
    // Another process, such as a command, may be writing.
    database.pragma("busy_timeout = 5000");
    database.pragma("journal_mode = WAL");
    database.pragma(`synchronous = ${durability}`);
    prepare(database);
    return database;
  } catch (cause) {
    database?.close();
    throw isDamage(cause) ? broken(path, cause) : unwritable(path, cause);
  }
}

/** SQLite gives its side files the mode of the database. */
function makePrivate(path: string): void {
  const file = openSync(path, "a", 0o600);
  try {
    fchmodSync(file, 0o600);
  } finally {
    closeSync(file);
  }
}

/** Removes a database and its side files. */
export function removeDatabase(directory: string, name: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(directory, name + suffix), { force: true });
}

/** Whether SQLite says that a file is damaged or no database at all. */
export function isDamage(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB");
}

function broken(path: string, cause: unknown): VibeDeckError {
  return new VibeDeckError("STATE_BROKEN", `The database ${path} is damaged.`, {
    hint: "Restore it from a backup, or move it away and start again. Transcripts are not in it; what people set, how they signed in and what they did is.",
    cause,
  });
}

function unwritable(path: string, cause: unknown): VibeDeckError {
  return new VibeDeckError("STATE_UNWRITABLE", `Cannot open the database ${path}.`, {
    hint: "Check its owner and the free space, or choose another directory with --state-dir.",
    cause,
  });
}
