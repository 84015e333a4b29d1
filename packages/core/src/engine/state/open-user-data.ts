import type Database from "libsql";
import { openDatabase } from "./open-database.ts";

/** User data is migrated, never dropped: append a statement, never change one. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE user_session (
     user TEXT NOT NULL, session TEXT NOT NULL, title TEXT, pinned INTEGER NOT NULL DEFAULT 0,
     archived INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (user, session)) WITHOUT ROWID`,
  `CREATE TABLE drive_session (
     key TEXT PRIMARY KEY, user TEXT NOT NULL, backend TEXT NOT NULL, root TEXT NOT NULL, path TEXT NOT NULL,
     tool_id TEXT NOT NULL, origin TEXT NOT NULL, cwd TEXT, fork_of TEXT, title TEXT NOT NULL, model TEXT,
     mode TEXT, dirs TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE send (
     no INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, id TEXT NOT NULL, session TEXT NOT NULL,
     text TEXT NOT NULL, attachments TEXT NOT NULL, contents TEXT, settings TEXT NOT NULL,
     steer INTEGER NOT NULL, state TEXT NOT NULL, sure INTEGER NOT NULL DEFAULT 0, failure TEXT,
     at INTEGER NOT NULL, ended_at INTEGER, usd REAL);
   CREATE UNIQUE INDEX send_id ON send (user, id);
   CREATE INDEX send_session ON send (session, no);
   CREATE INDEX send_state ON send (state);
   CREATE TABLE approval (
     no INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, user TEXT NOT NULL, session TEXT NOT NULL,
     request TEXT NOT NULL, state TEXT NOT NULL, answer TEXT, at INTEGER NOT NULL, ended_at INTEGER);
   CREATE INDEX approval_state ON approval (state, user);
   CREATE TABLE run (
     id TEXT PRIMARY KEY, user TEXT NOT NULL, session TEXT NOT NULL, backend TEXT NOT NULL,
     record TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;`,
  `CREATE TABLE send_content (user TEXT NOT NULL, id TEXT NOT NULL, contents TEXT NOT NULL, PRIMARY KEY (user, id));
   INSERT INTO send_content SELECT user, id, contents FROM send WHERE contents IS NOT NULL;
   ALTER TABLE send DROP COLUMN contents;`,
];

/**
 * Opens what people set themselves. It is refused, never replaced, when it is damaged.
 * @throws `VibeDeckError` `STATE_BROKEN` or `STATE_UNWRITABLE`.
 */
export function openUserData(directory: string): Database.Database {
  return openDatabase(directory, "user.db", "FULL", migrate);
}

function migrate(database: Database.Database): void {
  const [row] = database.pragma("user_version") as { user_version: number }[];
  for (let version = row?.user_version ?? 0; version < MIGRATIONS.length; version++) {
    database.exec("BEGIN");
    database.exec(MIGRATIONS[version] ?? "");
    database.pragma(`user_version = ${version + 1}`);
    database.exec("COMMIT");
  }
}
