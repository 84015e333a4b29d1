import type Database from "libsql";
import { openDatabase } from "./open-database.ts";

/** User data is migrated, never dropped: append a statement, never change one. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE user_session (
     user TEXT NOT NULL, session TEXT NOT NULL, title TEXT, pinned INTEGER NOT NULL DEFAULT 0,
     archived INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (user, session)) WITHOUT ROWID`,
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
