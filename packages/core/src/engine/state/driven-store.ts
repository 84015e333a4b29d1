import type Database from "libsql";
import { saved } from "./saved.ts";

/** What is remembered of a session beside its transcript. */
export interface DrivenSession {
  readonly key: string;
  readonly user: string;
  readonly backend: string;
  /** `id` of the root, and the path below it. */
  readonly root: string;
  readonly path: string;
  /** The tool's id of the session. */
  readonly toolId: string;
  /** How it came into being here; `other`: it was there before. */
  readonly origin: "start" | "fork" | "other";
  /** Where it was started. */
  readonly cwd?: string;
  /** The tool's id of the session that it is a copy of. */
  readonly forkOf?: string;
  readonly title: string;
  /** What a person chose for it. */
  readonly model?: string;
  readonly permissionMode?: string;
  readonly addDirs: readonly string[];
  readonly at: number;
}

interface Row {
  readonly key: string;
  readonly user: string;
  readonly backend: string;
  readonly root: string;
  readonly path: string;
  readonly tool_id: string;
  readonly origin: DrivenSession["origin"];
  readonly cwd: string | null;
  readonly fork_of: string | null;
  readonly title: string;
  readonly model: string | null;
  readonly mode: string | null;
  readonly dirs: string;
  readonly at: number;
}

/** Sessions that were driven from here: where new ones will lie, and what was chosen for them. */
export class DrivenStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** @throws `VibeDeckError` `UNAVAILABLE`. */
  put(session: DrivenSession): void {
    saved(this.#database, () =>
      this.#database
        .prepare(
          `INSERT OR REPLACE INTO drive_session
             (key, user, backend, root, path, tool_id, origin, cwd, fork_of, title, model, mode, dirs, at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          session.key,
          session.user,
          session.backend,
          session.root,
          session.path,
          session.toolId,
          session.origin,
          session.cwd ?? null,
          session.forkOf ?? null,
          session.title,
          session.model ?? null,
          session.permissionMode ?? null,
          JSON.stringify(session.addDirs),
          session.at,
        ),
    );
  }

  get(key: string): DrivenSession | undefined {
    const row = this.#database.prepare("SELECT * FROM drive_session WHERE key = ?").get(key) as
      | Row
      | undefined;
    return row === undefined ? undefined : sessionOf(row);
  }

  /** Sessions that were begun here since a time. */
  begun(since: number): readonly DrivenSession[] {
    const rows = this.#database
      .prepare("SELECT * FROM drive_session WHERE origin <> 'other' AND at >= ? ORDER BY at")
      .all(since) as Row[];
    return rows.map(sessionOf);
  }

  remove(key: string): void {
    saved(this.#database, () => this.#database.prepare("DELETE FROM drive_session WHERE key = ?").run(key));
  }
}

function sessionOf(row: Row): DrivenSession {
  return {
    key: row.key,
    user: row.user,
    backend: row.backend,
    root: row.root,
    path: row.path,
    toolId: row.tool_id,
    origin: row.origin,
    ...(row.cwd === null ? {} : { cwd: row.cwd }),
    ...(row.fork_of === null ? {} : { forkOf: row.fork_of }),
    title: row.title,
    ...(row.model === null ? {} : { model: row.model }),
    ...(row.mode === null ? {} : { permissionMode: row.mode }),
    addDirs: JSON.parse(row.dirs) as string[],
    at: row.at,
  };
}
