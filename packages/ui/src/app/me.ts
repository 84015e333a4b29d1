import type { Principal } from "@vibedeck/core";

/** Who the reader is, and what this server lets them do: `GET /api/me`. */
export interface Me {
  readonly principal: Principal;
  /** Whether people sign in here. */
  readonly auth: boolean;
  /** Whether there is a session to end: not where a proxy in front signs people in. */
  readonly canSignOut?: boolean;
  readonly version: string;
  /** Nothing can be driven from here. An older server does not say. */
  readonly readOnly?: boolean;
  /** Why, for people. */
  readonly readOnlyReason?: string;
}
