import { type Logger, VibeDeckError } from "@vibedeck/core";
import { openDatabase } from "@vibedeck/core/host";
import type Database from "libsql";
import type { Accounts } from "./accounts.ts";
import { StoredAudit } from "./stored-audit.ts";
import { StoredSessions } from "./stored-sessions.ts";
import { StoredUsers } from "./stored-users.ts";

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
];

/**
 * Opens what is kept about people. Several processes may have it open.
 * @throws `VibeDeckError` `STATE_BROKEN` or `STATE_UNWRITABLE`.
 */
export function openAccounts(stateDir: string, logger: Logger): Accounts {
  const database = openDatabase(stateDir, ACCOUNTS_FILE, "FULL", migrate);
  let version = dataVersion(database);
  const guarded = <Result>(work: () => Result): Result => storing(work, logger);
  return {
    users: new StoredUsers(database, guarded),
    sessions: new StoredSessions(database, guarded),
    audit: new StoredAudit(database, logger),
    changedElsewhere: () => {
      const before = version;
      version = guarded(() => dataVersion(database));
      return version !== before;
    },
    close: () => database.close(),
  };
}

/** Runs what talks to the database, and turns what goes wrong there into an answer that blames nobody else. */
export type Guarded = <Result>(work: () => Result) => Result;

function storing<Result>(work: () => Result, logger: Logger): Result {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof VibeDeckError) throw cause;
    logger.error({ err: cause }, "What is kept about people cannot be read or written");
    throw new VibeDeckError("UNAVAILABLE", "Sign-ins cannot be looked up at the moment.", {
      hint: "Try again in a moment. The operator should look at the server's log.",
      cause,
    });
  }
}

function migrate(database: Database.Database): void {
  // Two processes may open a new one at the same time: the second waits here and finds it made.
  database.exec("BEGIN IMMEDIATE");
  try {
    const [row] = database.pragma("user_version") as { user_version: number }[];
    for (let version = row?.user_version ?? 0; version < MIGRATIONS.length; version++) {
      database.exec(MIGRATIONS[version] ?? "");
      database.pragma(`user_version = ${version + 1}`);
    }
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** Changes whenever another connection has committed (SQLite's `PRAGMA data_version`). */
function dataVersion(database: Database.Database): number {
  const [row] = database.pragma("data_version") as { data_version: number }[];
  return row?.data_version ?? 0;
}
