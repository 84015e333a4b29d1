import type { UserId } from "@vibedeck/core";

const MINUTE_MS = 60_000;

/**
 * Changes of one user in a minute. Each is written to disk, more than once, and everybody waits meanwhile; each may be
 * a line of the audit log, which is only added to.
 */
export const CHANGES_A_MINUTE = 300;

/** Counts what users change. */
export class ChangeLimit {
  readonly #users = new Map<UserId, number>();
  #minute = 0;

  /**
   * Counts a change.
   * @param now milliseconds since the epoch.
   * @returns false when it is one too many.
   */
  spend(user: UserId, now: number): boolean {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#users.clear();
    this.#minute = minute;
    const changes = (this.#users.get(user) ?? 0) + 1;
    this.#users.set(user, changes);
    return changes <= CHANGES_A_MINUTE;
  }
}
