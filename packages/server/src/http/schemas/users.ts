import type { Cost } from "@vibedeck/core";
import { z } from "zod";

/** A user as an admin sees one. Times are milliseconds since the epoch. */
export interface UserSummary {
  readonly id: string;
  /** As the provider tells it. */
  readonly name?: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly blocked: boolean;
  readonly admin: boolean;
  /** Browsers that are signed in. */
  readonly signedIn: number;
  /** Agent sessions. */
  readonly sessions: number;
  readonly cost: Cost;
}

/** Answer of `GET /api/users`. */
export interface UserPage {
  readonly users: readonly UserSummary[];
}

/** Body of `POST /api/users/:user/block`. */
export interface BlockRequest {
  readonly blocked: boolean;
}

/** Answer of `POST /api/users/:user/revoke`. */
export interface Revoked {
  /** Sign-ins that were ended. */
  readonly ended: number;
}
const count: z.ZodInt = z.int().nonnegative();

export const blockRequest: z.ZodType<BlockRequest> = z.strictObject({ blocked: z.boolean() });

export const revoked: z.ZodType<Revoked> = z.object({ ended: count });
