import { createHash } from "node:crypto";
import { type Identity, isObject, type JsonObject, type UserId } from "@vibedeck/core";
import type Database from "libsql";
import type { AuthSession, AuthSessions } from "./accounts.ts";
import type { Guarded } from "./guarded.ts";
import { inTransaction } from "./transaction.ts";

/**
 * How often it is written that a session was used, in milliseconds: requests that come together write once. Whoever
 * calls does so rarely by themselves, but oftener than once a minute where sessions end after one without use.
 */
const SEEN_EVERY_MS = 10_000;

/** Browsers in which one user can be signed in: who signs in for ever does not fill the disk. */
const MAX_OF_USER = 100;

interface Row {
  readonly user: string;
  readonly identity: string;
  readonly fingerprint: string;
  readonly created_at: number;
  readonly seen_at: number;
}

/** {@link AuthSessions} in the database. */
export class StoredSessions implements AuthSessions {
  readonly #database: Database.Database;
  readonly #guarded: Guarded;

  constructor(database: Database.Database, guarded: Guarded) {
    this.#database = database;
    this.#guarded = guarded;
  }

  get(id: string): AuthSession | undefined {
    const row = this.#guarded(
      () =>
        this.#database
          .prepare("SELECT user, identity, fingerprint, created_at, seen_at FROM auth_session WHERE hash = ?")
          .get(hashOf(id)) as Row | undefined,
    );
    const identity = row === undefined ? undefined : identityOf(row.identity);
    if (row === undefined || identity === undefined) return undefined;
    const { user, fingerprint, created_at: createdAt, seen_at: seenAt } = row;
    return { user, identity, fingerprint, createdAt, seenAt };
  }

  put(id: string, session: AuthSession): void {
    const { user, identity, fingerprint, createdAt, seenAt } = session;
    const values = [hashOf(id), user, JSON.stringify(identity), fingerprint, createdAt, seenAt];
    this.#guarded(() =>
      inTransaction(this.#database, () => {
        this.#database
          .prepare(
            "INSERT OR REPLACE INTO auth_session (hash, user, identity, fingerprint, created_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)",
          )
          .run(...values);
        this.#database
          .prepare(
            "DELETE FROM auth_session WHERE user = ? AND hash NOT IN (SELECT hash FROM auth_session WHERE user = ? ORDER BY seen_at DESC, created_at DESC LIMIT ?)",
          )
          .run(user, user, MAX_OF_USER);
      }),
    );
  }

  touch(id: string, now: number): void {
    const sql = "UPDATE auth_session SET seen_at = ? WHERE hash = ? AND seen_at <= ?";
    this.#run(sql, now, hashOf(id), now - SEEN_EVERY_MS);
  }

  end(id: string): boolean {
    return this.#run("DELETE FROM auth_session WHERE hash = ?", hashOf(id)) > 0;
  }

  endAllOf(user: UserId): number {
    return this.#run("DELETE FROM auth_session WHERE user = ?", user);
  }

  countOf(user: UserId, since: number): number {
    const row = this.#guarded(
      () =>
        this.#database
          .prepare("SELECT count(*) AS n FROM auth_session WHERE user = ? AND seen_at >= ?")
          .get(user, since) as { n: number },
    );
    return row.n;
  }

  forgetOld(idleSince: number, madeSince: number): void {
    this.#run("DELETE FROM auth_session WHERE seen_at < ? OR created_at < ?", idleSince, madeSince);
  }

  #run(sql: string, ...values: (string | number)[]): number {
    return this.#guarded(() =>
      inTransaction(this.#database, () => this.#database.prepare(sql).run(...values).changes),
    );
  }
}

/** Whoever reads the database must not be able to use what stands there. */
function hashOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

/** What was written, if it still is what it was: the rules are applied to it, so a part of it is worth nothing. */
function identityOf(text: string): Identity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && isIdentity(value) ? (value as unknown as Identity) : undefined;
  } catch {
    return undefined;
  }
}

function isIdentity(value: JsonObject): boolean {
  const { issuer, subject, id, name = "", email = "", emailVerified = false, groups = [] } = { ...value };
  return (
    [issuer, subject, name, email].every((text) => typeof text === "string") &&
    (typeof id === "string" || typeof id === "number") &&
    typeof emailVerified === "boolean" &&
    Array.isArray(groups) &&
    groups.every((group) => typeof group === "string")
  );
}
