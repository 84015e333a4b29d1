import type Database from "libsql";
import type { Approval, RequestState } from "../../drive.ts";
import { saved } from "./saved.ts";

interface Row {
  readonly id: string;
  readonly session: string;
  readonly request: string;
  readonly state: RequestState;
  readonly answer: string | null;
  readonly at: number;
  readonly ended_at: number | null;
}

const COLUMNS = "id, session, request, state, answer, at, ended_at";

/** Requests of agents to people, and what was answered. */
export class ApprovalStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** @throws `VibeDeckError` `UNAVAILABLE`. */
  add(user: string, approval: Approval): void {
    const { id, session, state, at } = approval;
    saved(this.#database, () =>
      this.#database
        .prepare("INSERT INTO approval (id, user, session, request, state, at) VALUES (?, ?, ?, ?, ?, ?)")
        .run(id, user, session, requestOf(approval), state, at),
    );
  }

  get(user: string, id: string): Approval | undefined {
    const row = this.#database
      .prepare(`SELECT ${COLUMNS} FROM approval WHERE id = ? AND user = ?`)
      .get(id, user) as Row | undefined;
    return row === undefined ? undefined : approvalOf(row);
  }

  /**
   * Settles a request that waits: of several at once the first one does. Tells whether this was it.
   * @param settled replaces what was kept of it.
   */
  settle(settled: Approval): boolean {
    const { id, state, endedAt, answer } = settled;
    const { changes } = saved(this.#database, () =>
      this.#database
        .prepare(
          `UPDATE approval SET request = ?, state = ?, answer = ?, ended_at = ?
             WHERE id = ? AND state = 'pending'`,
        )
        .run(requestOf(settled), state, answer ?? null, endedAt ?? null, id),
    );
    return changes === 1;
  }

  /** Settles several at once: each write by itself would be waited for. */
  settleAll(settled: readonly Approval[]): void {
    saved(this.#database, () => {
      for (const approval of settled) this.settle(approval);
    });
  }

  /** A request waits again: the answer did not fit. */
  reopen(approval: Approval): void {
    saved(this.#database, () =>
      this.#database
        .prepare(
          "UPDATE approval SET request = ?, state = 'pending', answer = NULL, ended_at = NULL WHERE id = ?",
        )
        .run(requestOf(approval), approval.id),
    );
  }

  /** An answer did not reach the tool. */
  force(id: string, state: RequestState, endedAt: number): void {
    saved(this.#database, () =>
      this.#database
        .prepare("UPDATE approval SET state = ?, answer = NULL, ended_at = ? WHERE id = ?")
        .run(state, endedAt, id),
    );
  }

  /** Requests whose agent did not outlive the server. */
  orphanAll(endedAt: number): readonly Approval[] {
    const rows = this.#database
      .prepare(`SELECT ${COLUMNS} FROM approval WHERE state = 'pending' ORDER BY no`)
      .all() as Row[];
    saved(this.#database, () =>
      this.#database
        .prepare("UPDATE approval SET state = 'orphaned', ended_at = ? WHERE state = 'pending'")
        .run(endedAt),
    );
    return rows.map((row) => approvalOf({ ...row, state: "orphaned", ended_at: endedAt }));
  }

  rename(from: string, to: string): void {
    saved(this.#database, () =>
      this.#database.prepare("UPDATE approval SET session = ? WHERE session = ?").run(to, from),
    );
  }

  prune(before: number): void {
    saved(this.#database, () =>
      this.#database.prepare("DELETE FROM approval WHERE ended_at < ?").run(before),
    );
  }
}

function requestOf(approval: Approval): string {
  const {
    id: _id,
    session: _key,
    state: _state,
    at: _at,
    endedAt: _end,
    answer: _answer,
    ...request
  } = approval;
  return JSON.stringify(request);
}

function approvalOf(row: Row): Approval {
  return {
    ...(JSON.parse(row.request) as Omit<Approval, "id" | "session" | "state" | "at">),
    id: row.id,
    session: row.session,
    state: row.state,
    at: row.at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.answer === null ? {} : { answer: row.answer }),
  };
}
