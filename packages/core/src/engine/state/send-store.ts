import type Database from "libsql";
import type { RunSettings } from "../../cli.ts";
import type { Attachment, Failure } from "../../conversation.ts";
import type { Send, SendState } from "../../drive.ts";
import { saved } from "./saved.ts";

/** A message as it is kept, with what {@link Send} leaves out. */
export interface StoredSend {
  readonly user: string;
  /** Key of the session. */
  readonly session: string;
  readonly send: Send;
  readonly settings: RunSettings;
  /** Whether the tool gave a sign of it. */
  readonly sure: boolean;
}

interface Row {
  readonly user: string;
  readonly id: string;
  readonly session: string;
  readonly text: string;
  readonly attachments: string;
  readonly settings: string;
  readonly steer: number;
  readonly state: SendState | "removed";
  readonly sure: number;
  readonly failure: string | null;
  readonly at: number;
  readonly ended_at: number | null;
  readonly usd: number | null;
}

const COLUMNS =
  "user, id, session, text, attachments, settings, steer, state, sure, failure, at, ended_at, usd";
const LIVE = "('accepted', 'queued', 'held', 'running')";

/** How much of a text is kept of a message that is done: the transcript has the rest. */
const KEPT_TEXT = 4_096;

/** Messages that were sent from here: each is on the disk before it is acknowledged. */
export class SendStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** @throws `VibeDeckError` `UNAVAILABLE`. */
  add(stored: StoredSend, attachments: readonly Attachment[]): void {
    if (attachments.length === 0) saved(this.#database, () => this.#insert(stored));
    else saved(this.#database, () => this.#insertWith(stored, attachments));
  }

  /** Writes what became of a message. What it carried is dropped once it is over. */
  update(user: string, send: Send, sure: boolean): void {
    const { id, text, steer, state, failure, endedAt, usd } = send;
    saved(this.#database, () => {
      this.#database
        .prepare(
          `UPDATE send SET text = ?, steer = ?, state = ?, sure = ?, failure = ?, ended_at = ?, usd = ?
             WHERE user = ? AND id = ?`,
        )
        .run(
          state === "done" ? text.slice(0, KEPT_TEXT).toWellFormed() : text,
          Number(steer),
          state,
          Number(sure),
          failure === undefined ? null : JSON.stringify(failure),
          endedAt ?? null,
          usd ?? null,
          user,
          id,
        );
      if (endedAt !== undefined && send.attachments.length > 0) this.#dropContents(user, id);
    });
  }

  /**
   * Notes that the tool gave a sign of a message. It survives the end of the process, but is not waited for until it
   * is on the disk: it stands before the first character of the answer, and after a power cut the message is unknown.
   */
  confirm(user: string, id: string): void {
    this.#database.pragma("synchronous = NORMAL");
    try {
      saved(this.#database, () =>
        this.#database.prepare("UPDATE send SET sure = 1 WHERE user = ? AND id = ?").run(user, id),
      );
    } finally {
      this.#database.pragma("synchronous = FULL");
    }
  }

  get(user: string, id: string): StoredSend | undefined {
    const row = this.#database
      .prepare(`SELECT ${COLUMNS} FROM send WHERE user = ? AND id = ?`)
      .get(user, id) as Row | undefined;
    return row === undefined ? undefined : storedOf(row);
  }

  /** What goes along with a message that is not over. */
  contents(user: string, id: string): readonly Attachment[] {
    const row = this.#database
      .prepare("SELECT contents FROM send_content WHERE user = ? AND id = ?")
      .get(user, id) as { contents: string } | undefined;
    return row === undefined ? [] : (JSON.parse(row.contents) as Attachment[]);
  }

  /** The messages of a session that are not over, oldest first, and before them the last one that is. */
  ofSession(session: string): readonly StoredSend[] {
    const live = this.#database
      .prepare(`SELECT ${COLUMNS} FROM send WHERE session = ? AND state IN ${LIVE} ORDER BY no`)
      .all(session) as Row[];
    const last = this.#database
      .prepare(
        `SELECT ${COLUMNS} FROM send WHERE session = ? AND state NOT IN ${LIVE} AND state <> 'removed'
           ORDER BY ended_at DESC, no DESC LIMIT 1`,
      )
      .all(session) as Row[];
    return [...last, ...live].map(storedOf);
  }

  /** All messages that are not over, oldest first. */
  live(): readonly StoredSend[] {
    const rows = this.#database
      .prepare(`SELECT ${COLUMNS} FROM send WHERE state IN ${LIVE} ORDER BY no`)
      .all() as Row[];
    return rows.map(storedOf);
  }

  /** Sessions whose messages failed or got lost since a time, latest first. */
  troubled(since: number, limit: number): readonly string[] {
    const rows = this.#database
      .prepare(
        `SELECT session, max(ended_at) AS last FROM send WHERE state IN ('failed', 'unknown') AND ended_at >= ?
           GROUP BY session ORDER BY last DESC LIMIT ?`,
      )
      .all(since, limit) as { session: string }[];
    return rows.map(({ session }) => session);
  }

  /** Takes a message back. Its id stays known, so that a late repetition does not send it after all. */
  remove(user: string, id: string, at: number): void {
    saved(this.#database, () => {
      this.#database
        .prepare("UPDATE send SET state = 'removed', text = '', ended_at = ? WHERE user = ? AND id = ?")
        .run(at, user, id);
      this.#dropContents(user, id);
    });
  }

  /** A session got another key. */
  rename(from: string, to: string): void {
    saved(this.#database, () =>
      this.#database.prepare("UPDATE send SET session = ? WHERE session = ?").run(to, from),
    );
  }

  /** Forgets messages that were over before a time. */
  prune(before: number): void {
    saved(this.#database, () => this.#database.prepare("DELETE FROM send WHERE ended_at < ?").run(before));
  }

  #insert({ user, session, send, settings }: StoredSend): void {
    this.#database
      .prepare(
        `INSERT INTO send (user, id, session, text, attachments, settings, steer, state, at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        user,
        send.id,
        session,
        send.text,
        JSON.stringify(send.attachments),
        JSON.stringify(settings),
        Number(send.steer),
        send.state,
        send.at,
      );
  }

  /** In a table of their own: with each change of a row SQLite writes all of it again, and this may be 70 MB. */
  #insertWith(stored: StoredSend, attachments: readonly Attachment[]): void {
    this.#insert(stored);
    this.#database
      .prepare("INSERT INTO send_content (user, id, contents) VALUES (?, ?, ?)")
      .run(stored.user, stored.send.id, JSON.stringify(attachments));
  }

  #dropContents(user: string, id: string): void {
    this.#database.prepare("DELETE FROM send_content WHERE user = ? AND id = ?").run(user, id);
  }
}

function storedOf(row: Row): StoredSend {
  return {
    user: row.user,
    session: row.session,
    settings: JSON.parse(row.settings) as RunSettings,
    sure: row.sure === 1,
    send: {
      id: row.id,
      text: row.text,
      attachments: JSON.parse(row.attachments) as Send["attachments"],
      state: row.state === "removed" ? "interrupted" : row.state,
      steer: row.steer === 1,
      at: row.at,
      ...(row.failure === null ? {} : { failure: JSON.parse(row.failure) as Failure }),
      ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
      ...(row.usd === null ? {} : { usd: row.usd }),
    },
  };
}
