import type { JsonObject } from "@vibedeck/core";
import {
  type ErrorReply,
  lastWords,
  type MessagesApi,
  type Reply,
  type ReplyBlock,
  type SeenRequest,
  startMessagesApi,
} from "../oracle/messages-api.ts";
import { usage } from "../oracle/usages.ts";

const USAGE = usage([10, 5, 0, 0, 0]);

/** A text as an answer. */
export function says(text: string, more: Partial<Reply> = {}): Reply {
  return { content: [{ type: "text", text }], usage: USAGE, ...more };
}

let calls = 0;

/** A call of a tool as an answer. */
export function calling(name: string, input: JsonObject, before: readonly ReplyBlock[] = []): Reply {
  calls++;
  const id = `toolu_${calls}_${Date.now()}`;
  return { content: [...before, { type: "tool_use", id, name, input }], usage: USAGE };
}

/** Answers by the first key that the last message holds; a tool's result gets "done". */
export function startScriptedApi(
  script: Readonly<
    Record<string, (request: SeenRequest) => Reply | ErrorReply | Promise<Reply | ErrorReply>>
  >,
): Promise<MessagesApi> {
  return startMessagesApi((request) => {
    const tools = request.body["tools"];
    // Titles and other side requests bring no tools.
    if (!Array.isArray(tools) || tools.length === 0) return says("a title");
    const words = lastWords(request);
    for (const [key, answer] of Object.entries(script)) if (words.includes(key)) return answer(request);
    return says(words.includes("tool_result") ? "done" : "hello");
  });
}
