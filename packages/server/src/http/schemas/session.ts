import type {
  ModelUsage,
  SessionDetail,
  SessionFacts,
  SessionPage,
  SessionPatch,
  SessionQuery,
  SessionSummary,
  TokenCounts,
} from "@vibedeck/core";
import { z } from "zod";
import { driveBrief } from "./drive-brief.ts";
import { progress } from "./server.ts";

const count: z.ZodType<number> = z.number().int().nonnegative();
const time: z.ZodType<number> = z.number().describe("Milliseconds since the epoch");

const state = z.enum(["working", "waiting", "idle", "error", "unknown"]);

/** A session's key in a query. */
export const sessionKey: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "is not a session key");

export const tokenCounts: z.ZodType<TokenCounts> = z.object({
  input: count,
  output: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  cacheRead: count,
});

const modelUsage: z.ZodType<ModelUsage> = z.object({
  model: z.string(),
  calls: count,
  tokens: tokenCounts,
  usd: z.exactOptional(z.number()),
});

const text = z.exactOptional(z.string());

const activity = z.object({ state, reason: text, since: z.exactOptional(time) });

const sessionFacts: z.ZodType<SessionFacts> = z.object({
  title: text,
  titleSource: z.exactOptional(z.enum(["custom", "ai", "summary", "prompt", "id"])),
  firstPrompt: text,
  lastPrompt: text,
  projectPath: text,
  cwd: text,
  branch: text,
  worktree: text,
  model: text,
  firstMessageAt: z.exactOptional(time),
  lastMessageAt: z.exactOptional(time),
  activity: activity.extend({
    later: z.exactOptional(z.array(z.object({ afterMs: z.number(), state, reason: text }))),
  }),
  context: z.exactOptional(z.object({ tokens: count, window: z.exactOptional(count) })),
  counts: z.object({
    lines: count,
    prompts: count,
    replies: count,
    toolCalls: count,
    toolErrors: count,
    bad: count,
    unknown: count,
    compactions: count,
  }),
  parentId: text,
  agentType: text,
  agentTask: text,
  agentId: text,
  toolVersion: text,
  permissionMode: text,
  todos: z.exactOptional(z.object({ done: count, total: count })),
  links: z.exactOptional(z.array(z.object({ label: z.string(), url: z.string() }))),
  hidden: text,
  anchor: text,
  titlesFor: z.exactOptional(z.array(z.object({ anchor: z.string(), title: z.string() }))),
});

const cost = z.object({
  usd: z.number(),
  atLeast: z.boolean(),
  unpriced: z.exactOptional(z.object({ calls: count, tokens: count, models: z.array(z.string()) })),
  own: z.number(),
  agents: z.number(),
});

export const sessionSummary: z.ZodType<SessionSummary> = z
  .object({
    key: sessionKey,
    backend: z.string(),
    id: z.string(),
    owner: z.string(),
    kind: z.enum(["session", "subagent"]),
    parent: text,
    title: z.string(),
    titleSource: z.enum(["custom", "ai", "summary", "prompt", "id", "user"]),
    project: z.object({ id: z.string(), name: z.string(), path: text }),
    facts: sessionFacts,
    activity,
    cost: z.exactOptional(cost),
    tokens: z.exactOptional(tokenCounts),
    models: z.exactOptional(z.array(modelUsage)),
    agents: count,
    pinned: z.boolean(),
    archived: z.boolean(),
    size: count,
    sortAt: time,
    partial: z.boolean(),
    drive: z.exactOptional(driveBrief),
  })
  .meta({ id: "SessionSummary" });

export const sessionPage: z.ZodType<SessionPage> = z.object({
  sessions: z.array(sessionSummary),
  total: count,
  next: text,
  progress,
});

export const sessionDetail: z.ZodType<SessionDetail> = z.object({
  session: sessionSummary,
  agents: z.array(sessionSummary),
  path: z.string(),
});

/** Query parameters are text: each names the form it takes. */
export const sessionQuery: z.ZodType<SessionQuery> = z.strictObject({
  project: z.exactOptional(z.string().max(4_096)),
  q: z.exactOptional(z.string().max(500)),
  status: z.exactOptional(state),
  archived: z.exactOptional(z.enum(["true", "false"]).transform((value) => value === "true")),
  parent: z.exactOptional(sessionKey),
  cursor: z.exactOptional(z.string().min(1).max(500)),
  limit: z.exactOptional(limit(1_000)),
});

export const sessionPatch: z.ZodType<SessionPatch> = z
  .strictObject({
    title: z.exactOptional(z.string().trim().min(1).max(500).nullable()),
    pinned: z.exactOptional(z.boolean()),
    archived: z.exactOptional(z.boolean()),
  })
  .refine((patch) => Object.keys(patch).length > 0, "changes nothing");

/** A whole number written in digits, from 1. */
export function limit(max: number): z.ZodType<number> {
  return z
    .string()
    .regex(/^\d{1,6}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(1).max(max));
}
