import type { Authenticator } from "@vibedeck/core";

/** Who may enter. Without any rule nobody may. */
export interface AdmissionRules {
  /** Values of the id claim, as text. */
  readonly allowedUsers: readonly string[];
  /** Domains of verified e-mail addresses, lower-case. */
  readonly allowedDomains: readonly string[];
  readonly allowedGroups: readonly string[];
  /** Everybody whom the provider knows. */
  readonly allowAll: boolean;
  /** Values of the id claim, as text, of those who see what everybody has. They still need to be allowed. */
  readonly adminUsers: readonly string[];
}

/** Sign-in as a deck needs it. */
export interface AuthSetup {
  readonly authenticator: Authenticator;
  readonly rules: AdmissionRules;
  /** The first signs, all are believed. At least 32 bytes each. */
  readonly sessionSecrets: readonly string[];
  /** Milliseconds without use after which a session ends. Default 7 days. */
  readonly idleMs?: number;
  /** Milliseconds after which a session ends in any case. Default 30 days. */
  readonly maxAgeMs?: number;
}
