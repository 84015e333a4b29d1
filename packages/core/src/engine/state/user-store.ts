import type Database from "libsql";
import type { SessionPatch } from "../../view.ts";
import { saved } from "./saved.ts";

/** What a person set on a session. */
export interface UserSession {
  readonly title?: string;
  readonly pinned: boolean;
  readonly archived: boolean;
}

const PLAIN: UserSession = Object.freeze({ pinned: false, archived: false });

interface Row {
  readonly session: string;
  readonly title: string | null;
  readonly pinned: number;
  readonly archived: number;
}

/** Titles, pins and archive marks, per user. Each change is committed before it is answered. */
export class UserStore {
  readonly #database: Database.Database;
  readonly #byUser = new Map<string, Map<string, UserSession>>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  get(user: string, session: string): UserSession {
    return this.#of(user).get(session) ?? PLAIN;
  }

  /** @throws `VibeDeckError` `UNAVAILABLE` when it cannot be written; nothing is changed then. */
  patch(user: string, session: string, change: SessionPatch): UserSession {
    const before = this.get(user, session);
    const title = change.title === undefined ? before.title : (change.title ?? undefined);
    const after: UserSession = {
      ...(title === undefined ? {} : { title }),
      pinned: change.pinned ?? before.pinned,
      archived: change.archived ?? before.archived,
    };
    this.#write(user, session, after);
    this.#of(user).set(session, after);
    return after;
  }

  #write(user: string, session: string, value: UserSession): void {
    saved(this.#database, () =>
      this.#database
        .prepare(
          "INSERT OR REPLACE INTO user_session (user, session, title, pinned, archived) VALUES (?, ?, ?, ?, ?)",
        )
        .run(user, session, value.title ?? null, Number(value.pinned), Number(value.archived)),
    );
  }

  #of(user: string): Map<string, UserSession> {
    let sessions = this.#byUser.get(user);
    if (sessions === undefined) {
      sessions = new Map();
      const rows = this.#database
        .prepare("SELECT session, title, pinned, archived FROM user_session WHERE user = ?")
        .all(user) as Row[];
      for (const row of rows) {
        sessions.set(row.session, {
          ...(row.title === null ? {} : { title: row.title }),
          pinned: row.pinned === 1,
          archived: row.archived === 1,
        });
      }
      this.#byUser.set(user, sessions);
    }
    return sessions;
  }
}
