import type Database from "libsql";
import type { Json } from "../../json.ts";
import { saved } from "./saved.ts";

/** A process that may outlive the server. */
export interface StoredRun {
  readonly id: string;
  readonly user: string;
  /** Key of the session; empty for a process that only told what the tool offers. */
  readonly session: string;
  readonly backend: string;
  readonly record: Json;
  readonly at: number;
}

/** Processes that were started and not seen to end: the next start of the server looks for them. */
export class RunStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** @throws `VibeDeckError` `UNAVAILABLE`. */
  add(run: StoredRun): void {
    saved(this.#database, () =>
      this.#database
        .prepare("INSERT INTO run (id, user, session, backend, record, at) VALUES (?, ?, ?, ?, ?, ?)")
        .run(run.id, run.user, run.session, run.backend, JSON.stringify(run.record), run.at),
    );
  }

  remove(id: string): void {
    saved(this.#database, () => this.#database.prepare("DELETE FROM run WHERE id = ?").run(id));
  }

  /** A session got another key. */
  rename(from: string, to: string): void {
    saved(this.#database, () =>
      this.#database.prepare("UPDATE run SET session = ? WHERE session = ?").run(to, from),
    );
  }

  all(): readonly StoredRun[] {
    const rows = this.#database.prepare("SELECT * FROM run ORDER BY at").all() as (Omit<
      StoredRun,
      "record"
    > & {
      record: string;
    })[];
    return rows.map((row) => ({ ...row, record: JSON.parse(row.record) as Json }));
  }
}
