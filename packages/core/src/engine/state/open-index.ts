import type Database from "libsql";
import { isVibeDeckError } from "../../errors.ts";
import { bootMark } from "./boot-mark.ts";
import { openDatabase, removeDatabase } from "./open-database.ts";

const NAME = "index.db";

/** Raised when the tables change: they are dropped and filled again from the transcripts. */
const SCHEMA = 2;

/** A row for each run since the index was last closed in order. */
const IN_USE = "CREATE TABLE IF NOT EXISTS in_use (boot TEXT NOT NULL)";

const TABLES = `
  CREATE TABLE IF NOT EXISTS backend_version (backend TEXT PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY, backend TEXT NOT NULL, root TEXT NOT NULL, path TEXT NOT NULL,
    stat TEXT NOT NULL, facts TEXT NOT NULL, brief TEXT NOT NULL, totals TEXT NOT NULL, state TEXT NOT NULL,
    UNIQUE (backend, root, path));
  CREATE TABLE IF NOT EXISTS usage_chunk (
    file INTEGER NOT NULL, seq INTEGER NOT NULL, hashes BLOB NOT NULL, entries TEXT NOT NULL,
    PRIMARY KEY (file, seq)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS copy (file INTEGER NOT NULL, entry TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS copy_file ON copy (file);
`;

/**
 * Opens the index. It is a cache of the transcripts in a file of its own: it is not forced to the disk, and it is made
 * anew when it is damaged, of another version, or was in use when the machine (not only this process) went down.
 * @throws `VibeDeckError` `STATE_UNWRITABLE`.
 */
export function openIndex(directory: string, boot: string = bootMark()): Database.Database {
  try {
    return openDatabase(directory, NAME, "OFF", (database) => prepare(database, boot));
  } catch (error) {
    if (!isVibeDeckError(error) || error.code !== "STATE_BROKEN") throw error;
    return makeIndexAnew(directory, boot);
  }
}

/** Opens an empty index in place of the one that is there. */
export function makeIndexAnew(directory: string, boot: string = bootMark()): Database.Database {
  removeDatabase(directory, NAME);
  return openDatabase(directory, NAME, "OFF", (database) => prepare(database, boot));
}

/** Closes the index so that it survives a power cut from now on. */
export function closeIndex(database: Database.Database): void {
  try {
    database.pragma("synchronous = FULL");
    database.exec("DELETE FROM in_use");
    database.pragma("wal_checkpoint(TRUNCATE)");
  } catch {
    // A full disk: the index stays marked as in use, and is made anew after a power cut.
  } finally {
    database.close();
  }
}

function prepare(database: Database.Database, boot: string): void {
  const [row] = database.pragma("user_version") as { user_version: number }[];
  database.exec(IN_USE);
  const used = database.prepare("SELECT boot FROM in_use").all() as { boot: string }[];
  if (row?.user_version !== SCHEMA || used.some((run) => run.boot !== boot)) {
    for (const table of ["file", "usage_chunk", "copy", "backend_version", "in_use"]) {
      database.exec(`DROP TABLE IF EXISTS ${table}`);
    }
    database.pragma(`user_version = ${SCHEMA}`);
  }
  database.exec(IN_USE);
  database.exec(TABLES);
  database.prepare("INSERT INTO in_use (boot) VALUES (?)").run(boot);
}
