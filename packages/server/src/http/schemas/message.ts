import { type Block, type Message, type MessagePage, type MessageQuery, parseCursor } from "@vibedeck/core";
import { z } from "zod";
import { imageBlock } from "./image-block.ts";
import { limit, tokenCounts } from "./session.ts";
import { toolResultView, toolView } from "./tool-view.ts";

const text = z.exactOptional(z.string());
const number = z.exactOptional(z.number());
const flag = z.exactOptional(z.boolean());

/** `generation.offset`. */
export const cursor: z.ZodType<string> = z
  .string()
  .max(64)
  .refine((value) => parseCursor(value) !== undefined, "is not a cursor");

const toolResult = z.object({
  type: z.literal("tool_result"),
  toolId: z.string(),
  isError: z.boolean(),
  denied: text,
  view: toolResultView,
  at: number,
});

export const block: z.ZodType<Block> = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("text"), text: z.string(), format: z.enum(["markdown", "plain", "ansi"]) }),
    z.object({ type: z.literal("thinking"), text: z.string(), hidden: flag }),
    z.object({
      type: z.literal("tool_use"),
      toolId: z.string(),
      name: z.string(),
      input: z.json(),
      view: toolView,
      result: z.exactOptional(toolResult),
    }),
    toolResult,
    imageBlock,
    z.object({ type: z.literal("document"), mediaType: z.string(), title: text, bytes: z.number() }),
    z.object({ type: z.literal("command"), name: z.string(), args: z.string(), shell: flag }),
    z.object({ type: z.literal("output"), stdout: z.string(), stderr: z.string() }),
    z.object({
      type: z.literal("notice"),
      level: z.enum(["info", "warning", "error"]),
      text: z.string(),
      detail: text,
    }),
    z.object({ type: z.literal("divider"), label: z.string(), detail: text }),
    z.object({ type: z.literal("attachment"), label: z.string(), path: text, text }),
    z.object({ type: z.literal("raw"), reason: z.string(), value: z.json() }),
  ])
  .meta({ id: "Block" });

export const message: z.ZodType<Message> = z
  .object({
    id: z.string(),
    role: z.enum(["user", "assistant", "tool", "system"]),
    cursor: text,
    last: text,
    at: number,
    blocks: z.array(block),
    folded: text,
    prompt: flag,
    model: text,
    stopReason: text,
    usage: z.exactOptional(tokenCounts),
    usd: number,
    agentId: text,
    clipped: number,
  })
  .meta({ id: "Message" });

export const messagePage: z.ZodType<MessagePage> = z.object({
  messages: z.array(message),
  from: z.string(),
  to: z.string(),
  atStart: z.boolean(),
  atEnd: z.boolean(),
  size: z.number(),
});

export const messageQuery: z.ZodType<MessageQuery> = z
  .strictObject({
    before: z.exactOptional(cursor),
    after: z.exactOptional(cursor),
    around: z.exactOptional(cursor),
    limit: z.exactOptional(limit(500)),
    full: z.exactOptional(z.enum(["0", "1"]).transform((value) => value === "1")),
  })
  .refine(
    (query) => [query.before, query.after, query.around].filter((value) => value !== undefined).length <= 1,
    "takes only one of before, after and around",
  );

/** Where the entry to show raw begins. */
export interface RawQuery {
  readonly at: string;
}

export const rawQuery: z.ZodType<RawQuery> = z.strictObject({ at: cursor });

/** An entry as the transcript has it: parsed, or the text of a line that is no entry. */
export interface RawAnswer {
  readonly entry: unknown;
}

export const rawAnswer: z.ZodType<RawAnswer> = z.object({ entry: z.json() });
