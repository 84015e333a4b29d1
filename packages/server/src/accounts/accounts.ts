import type { Identity, UserId } from "@vibedeck/core";

/** Somebody who has signed in at least once. Times are milliseconds since the epoch. */
export interface User {
  readonly id: UserId;
  /** Who vouched for the first sign-in. */
  readonly issuer: string;
  readonly subject: string;
  /** As the provider told it last. */
  readonly name?: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Kept out, whatever the rules say. */
  readonly blocked: boolean;
}

/** Whose user id is whose: bound to issuer and subject by the first sign-in. */
export interface Users {
  /**
   * Finds the user of an identity, or binds a new one, in one transaction.
   * @throws `VibeDeckError` `SIGN_IN_REFUSED` when the id belongs to another subject or issuer, the subject to another
   *   id, or the user is blocked.
   */
  enter(id: UserId, identity: Identity, now: number): User;
  get(id: UserId): User | undefined;
  /** By id. */
  list(): readonly User[];
  /** Notes that the user was here; written at most once a minute. */
  seen(id: UserId, now: number): void;
  /** @returns false when there is no such user. */
  setBlocked(id: UserId, blocked: boolean): boolean;
  /** Forgets whom an id belongs to, so that the next sign-in binds it anew. Ends its sessions. */
  release(id: UserId): boolean;
}

/** A sign-in that lasts. Times are milliseconds since the epoch. */
export interface AuthSession {
  readonly user: UserId;
  /** As the provider told it, to apply the rules of today to. */
  readonly identity: Identity;
  /** {@link AuthenticatorBase.fingerprint} of the authenticator that made it. */
  readonly fingerprint: string;
  readonly createdAt: number;
  readonly seenAt: number;
}

/** Sessions by their secret id, of which only a SHA-256 is kept. */
export interface AuthSessions {
  get(id: string): AuthSession | undefined;
  put(id: string, session: AuthSession): void;
  /** Notes use; written at most every ten seconds, and never for a session that has ended. */
  touch(id: string, now: number): void;
  /** @returns false when there was none. */
  end(id: string): boolean;
  /** Ends all of a user. @returns how many. */
  endAllOf(user: UserId): number;
  /** How many of a user have been used since `since`. */
  countOf(user: UserId, since: number): number;
  /** Forgets those that were not used since `idleSince` or were made before `madeSince`. */
  forgetOld(idleSince: number, madeSince: number): void;
}

/** What was done. */
export type AuditAct =
  | "sign-in"
  | "sign-out"
  | "refused"
  | "start"
  | "send"
  | "fork"
  | "interrupt"
  | "approval"
  | "change"
  | "see-all"
  | "revoke"
  | "block"
  | "unblock"
  | "release"
  | "sandbox-stop";

/** A line of the audit log. */
export interface AuditEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly act: AuditAct;
  /** User id; absent where nobody is signed in. `operator` for the command line. */
  readonly user?: UserId;
  /** Session key, approval id or user id that it was done to. */
  readonly target?: string;
  /** A short sentence; never what people wrote. */
  readonly detail?: string;
  /** Address of the client. */
  readonly from?: string;
}

/** What to read of the audit log. */
export interface AuditQuery {
  readonly user?: UserId;
  readonly act?: AuditAct;
  /** Milliseconds since the epoch. */
  readonly since?: number;
  /** The newest so many; default 200. */
  readonly limit?: number;
}

/** Who did what, when and from where. Only added to, never changed; the database itself refuses both. */
export interface AuditLog {
  /** Never throws: what cannot be written is said in the server's log. Texts are cut to 200 characters. */
  append(entry: AuditEntry): void;
  /** Oldest first. */
  read(query: AuditQuery): readonly AuditEntry[];
}

/** Everything that is kept about people, in `accounts.db` of the state directory. Several processes may have it open. */
export interface Accounts {
  readonly users: Users;
  readonly sessions: AuthSessions;
  readonly audit: AuditLog;
  /** Whether another process has written since the last call. Cheap. */
  changedElsewhere(): boolean;
  close(): void;
}
