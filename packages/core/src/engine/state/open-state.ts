import { join } from "node:path";
import Database from "libsql";
import { VibeDeckError } from "../../errors.ts";

/** Raised when the tables of the index change: they are dropped and filled again from the transcripts. */
const INDEX_SCHEMA = 1;

/** User data is migrated, never dropped: append a statement, never change one. */
const USER_MIGRATIONS: readonly string[] = [
  `CREATE TABLE user_session (
     user TEXT NOT NULL, session TEXT NOT NULL, title TEXT, pinned INTEGER NOT NULL DEFAULT 0,
     archived INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (user, session)) WITHOUT ROWID`,
];

const INDEX_TABLES = `
  CREATE TABLE IF NOT EXISTS backend_version (backend TEXT PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY, backend TEXT NOT NULL, root TEXT NOT NULL, path TEXT NOT NULL,
    stat TEXT NOT NULL, facts TEXT NOT NULL, totals TEXT NOT NULL, state TEXT NOT NULL,
    UNIQUE (backend, root, path));
  CREATE TABLE IF NOT EXISTS usage_chunk (
    file INTEGER NOT NULL, seq INTEGER NOT NULL, hashes BLOB NOT NULL, entries TEXT NOT NULL,
    PRIMARY KEY (file, seq)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS copy (
    file INTEGER NOT NULL, entry TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS copy_file ON copy (file);
`;

/**
 * Opens the database of a state directory: write-ahead log, so that a killed process loses no committed
 * transaction; index tables made anew when their schema changed, user tables migrated.
 * @throws `VibeDeckError` `STATE_BROKEN` or `STATE_UNWRITABLE`.
 */
export function openState(directory: string): Database.Database {
  const path = join(directory, "state.db");
  try {
    const database = new Database(path);
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = NORMAL");
    migrateUserTables(database);
    prepareIndexTables(database);
    return database;
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")) {
      throw new VibeDeckError("STATE_BROKEN", `The database ${path} is damaged.`, {
        hint: `Move it away and start again: transcripts are read anew; only your own titles, pins and archive marks are lost.`,
        cause,
      });
    }
    throw new VibeDeckError("STATE_UNWRITABLE", `Cannot open the database ${path}.`, {
      hint: "Check its owner and the free space, or choose another directory with --state-dir.",
      cause,
    });
  }
}

function migrateUserTables(database: Database.Database): void {
  database.exec("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
  const done = Number(readMeta(database, "user_version") ?? "0");
  for (let version = done; version < USER_MIGRATIONS.length; version++) {
    database.exec("BEGIN");
    database.exec(USER_MIGRATIONS[version] ?? "");
    writeMeta(database, "user_version", String(version + 1));
    database.exec("COMMIT");
  }
}

function prepareIndexTables(database: Database.Database): void {
  if (readMeta(database, "index_schema") !== String(INDEX_SCHEMA)) {
    database.exec("BEGIN");
    for (const table of ["file", "usage_chunk", "copy", "backend_version"])
      database.exec(`DROP TABLE IF EXISTS ${table}`);
    database.exec(INDEX_TABLES);
    writeMeta(database, "index_schema", String(INDEX_SCHEMA));
    database.exec("COMMIT");
  }
  database.exec(INDEX_TABLES);
}

function readMeta(database: Database.Database, name: string): string | undefined {
  const row = database.prepare("SELECT value FROM meta WHERE name = ?").get(name) as
    | { value: string }
    | undefined;
  return row?.value;
}

function writeMeta(database: Database.Database, name: string, value: string): void {
  database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)").run(name, value);
}
