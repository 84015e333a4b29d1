import { type Identity, type UserId, VibeDeckError } from "@vibedeck/core";
import type Database from "libsql";
import type { User, Users } from "./accounts.ts";
import type { Guarded } from "./guarded.ts";
import { isKeepable, keptText } from "./kept-text.ts";
import { inTransaction } from "./transaction.ts";

/** How often it is written that a user was here, in milliseconds. */
const SEEN_EVERY_MS = 60_000;

/** Characters of a name that are kept. */
const MAX_NAME = 200;

/** Characters of an issuer or a subject. OpenID Connect Core 1.0, section 2, allows a subject 255. */
const MAX_BINDING = 1_000;

interface Row {
  readonly id: string;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly name: string | null;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly blocked: number;
}

/** {@link Users} in the database. */
export class StoredUsers implements Users {
  readonly #database: Database.Database;
  readonly #guarded: Guarded;

  constructor(database: Database.Database, guarded: Guarded) {
    this.#database = database;
    this.#guarded = guarded;
  }

  enter(id: UserId, identity: Identity, now: number): User {
    return this.#guarded(() => inTransaction(this.#database, () => this.#enter(id, identity, now)));
  }

  get(id: UserId): User | undefined {
    const row = this.#guarded(() => this.#row(id));
    return row === undefined ? undefined : userOf(row);
  }

  list(): readonly User[] {
    const rows = this.#guarded(() => this.#database.prepare("SELECT * FROM user ORDER BY id").all() as Row[]);
    return rows.map(userOf);
  }

  seen(id: UserId, now: number): void {
    this.#change(
      "UPDATE user SET last_seen = ? WHERE id = ? AND last_seen <= ?",
      now,
      id,
      now - SEEN_EVERY_MS,
    );
  }

  setBlocked(id: UserId, blocked: boolean): boolean {
    return this.#change("UPDATE user SET blocked = ? WHERE id = ?", Number(blocked), id);
  }

  release(id: UserId): boolean {
    return this.#guarded(() =>
      inTransaction(this.#database, () => {
        this.#database.prepare("DELETE FROM auth_session WHERE user = ?").run(id);
        const sql = "UPDATE user SET issuer = NULL, subject = NULL WHERE id = ?";
        return this.#database.prepare(sql).run(id).changes > 0;
      }),
    );
  }

  #enter(id: UserId, identity: Identity, now: number): User {
    const { issuer, subject } = identity;
    if (!isKeepable(issuer, MAX_BINDING) || !isKeepable(subject, MAX_BINDING)) {
      throw refused("The provider names this account in a way that cannot be remembered.");
    }
    const known = this.#row(id);
    if (known?.blocked === 1) throw refused("This account is blocked here.");
    if (known === undefined || known.subject === null) this.#refuseSecondId(id, identity);
    else checkBinding(known, identity);
    const name = keptText(identity.name, MAX_NAME) ?? known?.name ?? null;
    this.#database
      .prepare(
        `INSERT INTO user (id, issuer, subject, name, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET issuer = excluded.issuer, subject = excluded.subject,
           name = excluded.name, last_seen = max(last_seen, excluded.last_seen)`,
      )
      .run(id, issuer, subject, name, now, now);
    const row = this.#row(id);
    if (row === undefined) throw new RangeError("a user that was just written is not there");
    return userOf(row);
  }

  /** Else somebody who can rename themselves could take the id of whoever comes later. */
  #refuseSecondId(id: UserId, { issuer, subject }: Identity): void {
    const other = this.#database
      .prepare("SELECT id FROM user WHERE issuer = ? AND subject = ? AND id <> ?")
      .get(issuer, subject, id) as { id: string } | undefined;
    if (other === undefined) return;
    throw refused(
      `This account is already known here as "${other.id}", and the provider names it differently now.`,
      `To let it begin anew under its new name: vibedeck users release ${other.id}`,
    );
  }

  #change(sql: string, ...values: (string | number)[]): boolean {
    return this.#guarded(() =>
      inTransaction(this.#database, () => this.#database.prepare(sql).run(...values).changes > 0),
    );
  }

  #row(id: UserId): Row | undefined {
    return this.#database.prepare("SELECT * FROM user WHERE id = ?").get(id) as Row | undefined;
  }
}

/** What belonged to one account must not go to whoever gets its name next. */
function checkBinding(known: Row, { issuer, subject }: Identity): void {
  const hint = `If it is the same person: vibedeck users release ${known.id}`;
  if (known.issuer !== issuer) {
    throw refused(
      `"${known.id}" signed in with another provider before: the provider of this server has changed since.`,
      hint,
    );
  }
  if (known.subject !== subject) {
    throw refused(`"${known.id}" belongs to another account of the same provider.`, hint);
  }
}

function refused(message: string, hint?: string): VibeDeckError {
  const ask = "Ask the operator of this server.";
  return new VibeDeckError("SIGN_IN_REFUSED", message, { hint: hint === undefined ? ask : `${ask} ${hint}` });
}

function userOf(row: Row): User {
  return {
    id: row.id,
    issuer: row.issuer ?? "",
    subject: row.subject ?? "",
    ...(row.name === null ? {} : { name: row.name }),
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    blocked: row.blocked === 1,
  };
}
