import type { Logger } from "@vibedeck/core";
import type Database from "libsql";
import type { AuditAct, AuditEntry, AuditLog, AuditQuery } from "./accounts.ts";
import type { Guarded } from "./guarded.ts";
import { keptText } from "./kept-text.ts";
import { inTransaction } from "./transaction.ts";

/** Characters of a text that are kept. */
const MAX_TEXT = 200;

const DEFAULT_LIMIT = 200;

/** Refusals are the only thing that strangers can have written: at most so many in an hour. */
const MAX_REFUSALS = 1_000;
const HOUR_MS = 3_600_000;

/** Lines that wait until another process has written. */
const MAX_LATE = 1_000;

interface Row {
  readonly at: number;
  readonly act: string;
  readonly user: string | null;
  readonly target: string | null;
  readonly detail: string | null;
  readonly source: string | null;
}

/** {@link AuditLog} in the database. */
export class StoredAudit implements AuditLog {
  readonly #database: Database.Database;
  readonly #guarded: Guarded;
  readonly #logger: Logger;
  #hour = 0;
  #refusals = 0;
  #lastRefusal = 0;
  /** What could not be written while another process did. */
  #late: readonly AuditEntry[] = [];

  constructor(database: Database.Database, guarded: Guarded, logger: Logger) {
    this.#database = database;
    this.#guarded = guarded;
    this.#logger = logger;
  }

  append(entry: AuditEntry): void {
    const hour = Math.floor(entry.at / HOUR_MS);
    if (hour !== this.#hour) this.settle();
    this.#hour = hour;
    if (entry.act === "refused") {
      this.#lastRefusal = entry.at;
      if (++this.#refusals > MAX_REFUSALS) return;
    }
    this.#write(entry);
  }

  read(query: AuditQuery): readonly AuditEntry[] {
    const conditions: string[] = [];
    const values: (string | number)[] = [];
    const want = (condition: string, value: string | number | undefined): void => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    want("user = ?", query.user);
    want("act = ?", query.act);
    want("at >= ?", query.since);
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    const sql = `SELECT at, act, user, target, detail, source FROM audit ${where} ORDER BY no DESC LIMIT ?`;
    const rows = this.#guarded(
      () => this.#database.prepare(sql).all(...values, query.limit ?? DEFAULT_LIMIT) as Row[],
    );
    return rows.reverse().map(entryOf);
  }

  /** Says how many refusals were left out since it was said last. */
  settle(): void {
    const left = this.#refusals - MAX_REFUSALS;
    this.#refusals = 0;
    const detail = `${left} more refusals were not written down`;
    if (left > 0) this.#write({ at: this.#lastRefusal, act: "refused", detail });
    else this.#writeLate();
  }

  #writeLate(): void {
    const [last, ...before] = this.#late.toReversed();
    if (last === undefined) return;
    this.#late = before.reverse();
    this.#write(last);
  }

  #write(entry: AuditEntry): void {
    const entries = [...this.#late, entry];
    try {
      inTransaction(this.#database, () => {
        for (const each of entries) this.#insert(each);
      });
      this.#late = [];
    } catch (error) {
      // Another process writes just now: it is written with the next line.
      if (isBusy(error)) this.#late = entries.slice(-MAX_LATE);
      const { act, user, target } = entry;
      this.#logger.error({ err: error, act, user, target }, "The audit log cannot be written");
    }
  }

  #insert({ at, act, user, target, detail, from }: AuditEntry): void {
    this.#database
      .prepare("INSERT INTO audit (at, act, user, target, detail, source) VALUES (?, ?, ?, ?, ?, ?)")
      .run(at, act, ...[user, target, detail, from].map((text) => keptText(text, MAX_TEXT) ?? null));
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
}

function entryOf({ at, act, user, target, detail, source }: Row): AuditEntry {
  return {
    at,
    // Only this class writes the table.
    act: act as AuditAct,
    ...(user === null ? {} : { user }),
    ...(target === null ? {} : { target }),
    ...(detail === null ? {} : { detail }),
    ...(source === null ? {} : { from: source }),
  };
}
