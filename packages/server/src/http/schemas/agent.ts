import type { AgentInfo, Availability, FolderEntry } from "@vibedeck/core";
import { z } from "zod";
import { line } from "./prose.ts";

const text = z.exactOptional(z.string());

export const availability: z.ZodType<Availability> = z.object({
  ok: z.boolean(),
  version: text,
  detail: text,
  problem: text,
  hint: text,
});

export const agentInfo: z.ZodType<AgentInfo> = z
  .object({
    models: z.array(z.object({ id: z.string(), label: z.string(), hint: text, resolved: text })),
    permissionModes: z.array(z.object({ id: z.string(), label: z.string(), hint: text })),
    commands: z.array(z.object({ name: z.string(), description: text, args: text })),
    agents: z.array(z.object({ name: z.string(), description: text })),
    version: text,
    account: text,
  })
  .meta({ id: "AgentInfo" });

/** The id of a configured backend. */
export const backendId: z.ZodType<string> = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "is not the name of a backend");

/** A path as it is written; the place that runs the tool says what it may be. */
export const path: z.ZodType<string> = line(4_096);

/** Which folder a tool is to be asked about. */
export interface AgentQuery {
  readonly cwd: string;
  readonly backend?: string;
}

export const agentQuery: z.ZodType<AgentQuery> = z.strictObject({
  cwd: path,
  backend: z.exactOptional(backendId),
});

/** Which folder below a session's own to list; absent: that itself. */
export interface FilesQuery {
  readonly path?: string;
}

export const filesQuery: z.ZodType<FilesQuery> = z.strictObject({
  path: z.exactOptional(z.union([z.literal(""), path])),
});

/** Which folder to list, for choosing where to start. */
export interface FoldersQuery {
  readonly path: string;
  readonly backend?: string;
}

export const foldersQuery: z.ZodType<FoldersQuery> = z.strictObject({
  path,
  backend: z.exactOptional(backendId),
});

/** What lies in a folder. */
export interface Entries {
  readonly entries: readonly FolderEntry[];
}

export const entries: z.ZodType<Entries> = z.object({
  entries: z.array(z.object({ name: z.string(), directory: z.boolean() })),
});
