import type { Logger } from "@vibedeck/core";
import type Database from "libsql";
import type { AuditAct, AuditEntry, AuditLog, AuditQuery } from "./accounts.ts";

/** Characters of a text that are kept. */
const MAX_TEXT = 200;

const DEFAULT_LIMIT = 200;

/** Refusals are the only thing that strangers can have written: at most so many in an hour. */
const MAX_REFUSALS = 1_000;
const HOUR_MS = 3_600_000;

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
  readonly #logger: Logger;
  #hour = 0;
  #refusals = 0;

  constructor(database: Database.Database, logger: Logger) {
    this.#database = database;
    this.#logger = logger;
  }

  append(entry: AuditEntry): void {
    if (entry.act === "refused" && !this.#admitRefusal(entry.at)) return;
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
    const rows = this.#database
      .prepare(`SELECT at, act, user, target, detail, source FROM audit ${where} ORDER BY no DESC LIMIT ?`)
      .all(...values, query.limit ?? DEFAULT_LIMIT) as Row[];
    return rows.reverse().map(entryOf);
  }

  #admitRefusal(at: number): boolean {
    const hour = Math.floor(at / HOUR_MS);
    if (hour !== this.#hour) {
      const left = this.#refusals - MAX_REFUSALS;
      if (left > 0)
        this.#write({ at, act: "refused", detail: `${left} more refusals were not written down` });
      this.#hour = hour;
      this.#refusals = 0;
    }
    return ++this.#refusals <= MAX_REFUSALS;
  }

  #write({ at, act, user, target, detail, from }: AuditEntry): void {
    try {
      this.#database
        .prepare("INSERT INTO audit (at, act, user, target, detail, source) VALUES (?, ?, ?, ?, ?, ?)")
        .run(at, act, ...[user, target, detail, from].map((text) => text?.slice(0, MAX_TEXT) ?? null));
    } catch (error) {
      this.#logger.error({ err: error, act, user, target }, "The audit log cannot be written");
    }
  }
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
