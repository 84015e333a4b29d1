import type { Answer, Approval, JsonObject } from "@vibedeck/core";
import { z } from "zod";
import { choice, prose } from "./prose.ts";
import { sessionKey } from "./session.ts";
import { question, toolView } from "./tool-view.ts";

/** How deep an edited input may be nested. */
const MAX_DEPTH = 64;

const text = z.exactOptional(z.string());

export const approval: z.ZodType<Approval> = z
  .object({
    id: z.string(),
    session: sessionKey,
    kind: z.enum(["tool", "question", "plan"]),
    state: z.enum(["pending", "allowed", "denied", "answered", "expired", "orphaned"]),
    tool: z.string(),
    toolId: text,
    input: z.record(z.string(), z.json()),
    view: toolView,
    reason: text,
    suggestions: z.array(z.object({ id: z.string(), text: z.string(), where: z.string() })),
    questions: z.exactOptional(z.array(question)),
    plan: text,
    clipped: z.exactOptional(z.boolean()),
    at: z.number(),
    endedAt: z.exactOptional(z.number()),
    answer: text,
  })
  .meta({ id: "Approval" });

/** Everything that waits for the person who asks. */
export interface Approvals {
  readonly approvals: readonly Approval[];
}

export const approvals: z.ZodType<Approvals> = z.object({ approvals: z.array(approval) });

const input = z
  .record(z.string(), z.unknown())
  .refine((value) => isShallow(value), `must not be nested deeper than ${MAX_DEPTH}`)
  // It came out of a JSON body: it is JSON.
  .transform((value): JsonObject => value as JsonObject);

export const answer: z.ZodType<Answer> = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("allow"),
    input: z.exactOptional(input),
    suggestions: z.exactOptional(z.array(z.string().max(200)).max(50)),
    permissionMode: z.exactOptional(choice),
  }),
  z.strictObject({ type: z.literal("deny"), message: z.exactOptional(prose) }),
  z.strictObject({ type: z.literal("answers"), answers: z.record(prose, prose) }),
]);

/** Told without recursion: a stranger chose the depth. */
function isShallow(value: object): boolean {
  let level: readonly object[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return false;
    level = level.flatMap((parent) =>
      Object.values(parent).filter((child): child is object => typeof child === "object" && child !== null),
    );
  }
  return true;
}
