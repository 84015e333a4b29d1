import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { VibeDeckError } from "../../errors.ts";

/**
 * Holds a state directory for this process. The lock is an open SQLite transaction, so the kernel releases it when
 * the process dies, however it dies.
 * @throws `VibeDeckError` `STATE_IN_USE` or `STATE_UNWRITABLE`.
 */
export function lockState(directory: string): { release(): void } {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unwritable(directory, cause);
  }
  let database: Database.Database | undefined;
  try {
    database = new Database(join(directory, "lock.db"));
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    database?.close();
    if (isBusy(cause)) {
      throw new VibeDeckError("STATE_IN_USE", `Another VibeDeck is running on ${directory}.`, {
        hint: "Stop it, or give this one a directory of its own with --state-dir.",
        cause,
      });
    }
    throw unwritable(directory, cause);
  }
  const held = database;
  return { release: () => held.close() };
}

function unwritable(directory: string, cause: unknown): VibeDeckError {
  return new VibeDeckError("STATE_UNWRITABLE", `Cannot write in the state directory ${directory}.`, {
    hint: "Check its owner and the free space, or choose another with --state-dir.",
    cause,
  });
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && String(cause.code).startsWith("SQLITE_BUSY");
}
