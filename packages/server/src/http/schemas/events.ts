import type { DeckEvent, StreamOptions } from "@vibedeck/core";
import { z } from "zod";
import { driveState } from "./drive.ts";
import { cursor, message } from "./message.ts";
import { notice, progress } from "./server.ts";
import { sessionKey, sessionSummary } from "./session.ts";

const place = z.enum(["resumed", "reset"]);

/** What the stream says: `type` is the name of the event, the rest its data. */
export const deckEvent: z.ZodType<DeckEvent> = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("hello"), list: place, session: z.exactOptional(place), version: z.string() }),
    z.object({ type: z.literal("session"), session: sessionSummary }),
    z.object({ type: z.literal("session-removed"), key: sessionKey }),
    z.object({
      type: z.literal("messages"),
      key: sessionKey,
      from: z.string(),
      to: z.string(),
      messages: z.array(message),
    }),
    z.object({ type: z.literal("session-reset"), key: sessionKey }),
    z.object({ type: z.literal("drive"), key: sessionKey, drive: driveState }),
    z.object({
      type: z.literal("partial"),
      key: sessionKey,
      messageId: z.string(),
      index: z.number(),
      kind: z.enum(["text", "thinking", "tool"]),
      tool: z.exactOptional(z.string()),
      at: z.number(),
      text: z.string(),
    }),
    z.object({ type: z.literal("partial-end"), key: sessionKey }),
    z.object({ type: z.literal("session-moved"), key: sessionKey, to: sessionKey }),
    z.object({ type: z.literal("progress"), progress }),
    z.object({ type: z.literal("notices"), notices: z.array(notice) }),
    z.object({ type: z.literal("bye"), retryMs: z.number() }),
    z.object({ type: z.literal("auth") }),
  ])
  .meta({ id: "DeckEvent" });

/** An id too long to be one of ours stands for no id: the stream then begins anew instead of failing for ever. */
const eventId = z.string().transform((id) => (id.length > 500 ? "" : id));

export const streamQuery: z.ZodType<StreamOptions> = z.strictObject({
  session: z.exactOptional(sessionKey),
  after: z.exactOptional(cursor),
  lastEventId: z.exactOptional(eventId),
});
