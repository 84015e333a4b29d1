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

const cost: z.ZodType<Cost> = z.object({
  usd: z.number(),
  atLeast: z.boolean(),
  unpriced: z.exactOptional(z.object({ calls: count, tokens: count, models: z.array(z.string()) })),
});

export const userSummary: z.ZodType<UserSummary> = z.object({
  id: z.string(),
  name: z.exactOptional(z.string()),
  firstSeen: z.number(),
  lastSeen: z.number(),
  blocked: z.boolean(),
  admin: z.boolean(),
  signedIn: count,
  sessions: count,
  cost,
});

export const userPage: z.ZodType<UserPage> = z.object({ users: z.array(userSummary) });
