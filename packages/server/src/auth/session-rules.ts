import type { AuthSession } from "../accounts/accounts.ts";
import type { AuthSetup } from "./setup.ts";

const DAY_MS = 86_400_000;

/** When a session ends by itself. Times are milliseconds. */
export interface SessionRules {
  readonly idleMs: number;
  readonly maxAgeMs: number;
  /** How often use is written down. */
  readonly seenEveryMs: number;
  /** Whether a stored session counts now. */
  valid(session: AuthSession): boolean;
}

/** Reads the rules of a setup; a session made under another provider or id claim is none of ours. */
export function sessionRules(setup: AuthSetup, now: () => number): SessionRules {
  const { idleMs = 7 * DAY_MS, maxAgeMs = 30 * DAY_MS, authenticator } = setup;
  const seenEveryMs = Math.min(60_000, idleMs / 4);
  return {
    idleMs,
    maxAgeMs,
    seenEveryMs,
    valid: ({ createdAt, seenAt, fingerprint }) => {
      const time = now();
      return (
        fingerprint === authenticator.fingerprint && time <= createdAt + maxAgeMs && time <= seenAt + idleMs
      );
    },
  };
}
