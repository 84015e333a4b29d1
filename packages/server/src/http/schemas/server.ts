import { type Availability, ERROR_CODES, type Notice, type Principal, type Progress } from "@vibedeck/core";
import type { BackendStatus } from "@vibedeck/core/host";
import { z } from "zod";
import type { ErrorBody } from "../errors.ts";
import { availability } from "./agent.ts";

const count = z.number().int().nonnegative();

export const progress: z.ZodType<Progress> = z
  .object({ done: z.boolean(), files: count, totalFiles: count, bytes: count, totalBytes: count })
  .meta({ id: "Progress" });

export const notice: z.ZodType<Notice> = z.object({
  id: z.string(),
  level: z.enum(["info", "warning", "error"]),
  text: z.string(),
  hint: z.exactOptional(z.string()),
});

const code = z.enum(ERROR_CODES);

export const errorBody: z.ZodType<ErrorBody> = z
  .object({ error: z.object({ code, message: z.string(), hint: z.exactOptional(z.string()) }) })
  .meta({ id: "Error" });

/** Answer of `GET /api/me`. */
export interface Me {
  readonly principal: Principal;
  /** Whether people sign in here. */
  readonly auth: boolean;
  /** Whether `POST /auth/logout` ends something: not where a proxy does the signing in. */
  readonly canSignOut: boolean;
  readonly version: string;
  /** Sessions can only be looked at: every call that drives is refused. */
  readonly readOnly: boolean;
  /** Why, for people; absent where the operator wants it so. */
  readonly readOnlyReason?: string;
}

const principal: z.ZodType<Principal> = z.object({
  kind: z.enum(["local", "user"]),
  id: z.string(),
  name: z.exactOptional(z.string()),
  admin: z.exactOptional(z.boolean()),
});

export const me: z.ZodType<Me> = z.object({
  principal,
  auth: z.boolean(),
  canSignOut: z.boolean(),
  version: z.string(),
  readOnly: z.boolean(),
  readOnlyReason: z.exactOptional(z.string()),
});

/** A configured backend, and whether its tool can be run. */
export interface BackendState extends BackendStatus {
  /** As it was found within the last minute or so. Absent: not looked at yet, or it runs nothing. */
  readonly agent?: Availability;
}

/** Answer of `GET /api/backends`. */
export interface Backends {
  readonly backends: readonly BackendState[];
  readonly notices: readonly Notice[];
  readonly progress: Progress;
}

const flag = z.exactOptional(z.boolean());

const backendState: z.ZodType<BackendState> = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  state: z.enum(["loading", "ready", "degraded", "failed", "stopped"]),
  capabilities: z.object({
    run: flag,
    resume: flag,
    fork: flag,
    interrupt: flag,
    approvals: flag,
    models: flag,
  }),
  error: z.exactOptional(z.object({ code, message: z.string(), hint: z.exactOptional(z.string()) })),
  agent: z.exactOptional(availability),
});

export const backends: z.ZodType<Backends> = z.object({
  backends: z.array(backendState),
  notices: z.array(notice),
  progress,
});

/** Answer of `/healthz` and `/readyz`: nothing that a stranger could use. */
export interface Health {
  readonly ok: boolean;
}

export const health: z.ZodType<Health> = z.object({ ok: z.boolean() });
