import type { Logger } from "@vibedeck/core";
import { openDatabase } from "@vibedeck/core/host";
import type Database from "libsql";
import type { Accounts } from "./accounts.ts";
import { guardedBy } from "./guarded.ts";
import { StoredAudit } from "./stored-audit.ts";
import { StoredSessions } from "./stored-sessions.ts";
import { StoredUsers } from "./stored-users.ts";
import { inTransaction } from "./transaction.ts";

/** The file in the state directory. Apart from other user data: commands open it while a server runs. */
export const ACCOUNTS_FILE = "accounts.db";

/** Migrated, never dropped: append a statement, never change one. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE user (
     id TEXT PRIMARY KEY, issuer TEXT, subject TEXT, name TEXT, first_seen INTEGER NOT NULL,
     last_seen INTEGER NOT NULL, blocked INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
   CREATE UNIQUE INDEX user_subject ON user (issuer, subject);
   CREATE TABLE auth_session (
     hash TEXT PRIMARY KEY, user TEXT NOT NULL, identity TEXT NOT NULL, fingerprint TEXT NOT NULL,
     created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE INDEX auth_session_user ON auth_session (user);
   CREATE TABLE audit (
     no INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, act TEXT NOT NULL, user TEXT, target TEXT,
     detail TEXT, source TEXT);
   CREATE INDEX audit_at ON audit (at);
   CREATE INDEX audit_user ON audit (user, at);
   CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
   CREATE TRIGGER audit_true BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;`,
  // REPLACE deletes without the trigger above: recursive triggers are off by default (SQLite, CREATE TRIGGER).
  `CREATE TRIGGER audit_new BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE no = NEW.no)
     BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;`,
];

/** How long a server waits for another process that writes, in milliseconds: everybody waits with it. */
const PATIENCE_MS = 250;

/**
 * Opens what is kept about people. Several processes may have it open.
 * @param patienceMs how long a write waits for another process, in milliseconds. Default: as a server can bear it.
 * @throws `VibeDeckError` `STATE_BROKEN` or `STATE_UNWRITABLE`.
 */
export function openAccounts(stateDir: string, logger: Logger, patienceMs: number = PATIENCE_MS): Accounts {
  const database = openDatabase(stateDir, ACCOUNTS_FILE, "FULL", prepare);
  database.pragma(`busy_timeout = ${patienceMs}`);
  const guarded = guardedBy(logger);
  const audit = new StoredAudit(database, guarded, logger);
  let version = dataVersion(database);
  return {
    users: new StoredUsers(database, guarded),
    sessions: new StoredSessions(database, guarded),
    audit,
    changedElsewhere: () => {
      const before = version;
      version = guarded(() => dataVersion(database));
      return version !== before;
    },
    close: () => {
      audit.settle();
      close(database);
    },
  };
}

function prepare(database: Database.Database): void {
  migrate(database);
  // The audit log may be long, and what is damaged there keeps nobody from being recognised.
  for (const table of ["user", "auth_session"]) checkTable(database, table);
}

/** Damage that is found now is refused with what to do; found later, people would be told to try again in a moment. */
function checkTable(database: Database.Database, table: string): void {
  const [row] = database.pragma(`quick_check(${table})`) as { quick_check: string }[];
  if (row?.quick_check === "ok") return;
  throw Object.assign(new Error(row?.quick_check ?? `${table} cannot be checked`), {
    code: "SQLITE_CORRUPT",
  });
}

/** The database alone is whole then, without its side files, where nobody else has it open. */
function close(database: Database.Database): void {
  try {
    database.pragma("busy_timeout = 0");
    database.pragma("wal_checkpoint(TRUNCATE)");
  } catch {
    // The log beside it has everything, and is read at the next start.
  } finally {
    database.close();
  }
}

function migrate(database: Database.Database): void {
  // Looked at first: what is up to date is opened without waiting for whoever writes.
  if (versionOf(database) >= MIGRATIONS.length) return;
  inTransaction(database, () => {
    // Another process may have done it meanwhile.
    for (let version = versionOf(database); version < MIGRATIONS.length; version++) {
      database.exec(MIGRATIONS[version] ?? "");
      database.pragma(`user_version = ${version + 1}`);
    }
  });
}

function versionOf(database: Database.Database): number {
  const [row] = database.pragma("user_version") as { user_version: number }[];
  return row?.user_version ?? 0;
}

/** Changes whenever another connection has committed (SQLite's `PRAGMA data_version`). */
function dataVersion(database: Database.Database): number {
  const [row] = database.pragma("data_version") as { data_version: number }[];
  return row?.data_version ?? 0;
}
