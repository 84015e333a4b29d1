import type { Place, PlaceReport } from "@vibedeck/core";
import { z } from "zod";
import { engine, place } from "../../places/report-shape.ts";

/** The sandboxes of a backend, and what they run on. Times are milliseconds since the epoch. */
export interface BackendSandboxes {
  /** Of the backend. */
  readonly id: string;
  readonly title: string;
  readonly engine: PlaceReport["engine"];
  /** How many may run at once, and how many people wait for that. */
  readonly limit: number;
  readonly waiting: number;
  readonly places: readonly Place[];
}

/** Answer of `GET /api/sandboxes`. */
export interface Sandboxes {
  /** Those that keep a sandbox for each user. */
  readonly backends: readonly BackendSandboxes[];
}

/** Answer of `POST /api/sandboxes/:backend/:user/stop`. */
export interface SandboxStopped {
  /** Whether there was one that ran. */
  readonly stopped: boolean;
}

const count: z.ZodInt = z.int().nonnegative();

export const sandboxes: z.ZodType<Sandboxes> = z.object({
  backends: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      engine,
      limit: count,
      waiting: count,
      places: z.array(place),
    }),
  ),
});

export const sandboxStopped: z.ZodType<SandboxStopped> = z.object({ stopped: z.boolean() });
