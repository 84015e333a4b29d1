import type { ConversationEvent, JsonObject } from "@vibedeck/core";
import type { PendingRequest } from "./pending-request.ts";

/** What one line of output means: for people, or for the protocol itself. */
export type Decoded =
  | { readonly type: "event"; readonly event: ConversationEvent }
  /** The answer to a control request of ours. */
  | { readonly type: "response"; readonly id: string; readonly value: JsonObject }
  | { readonly type: "failed-response"; readonly id: string; readonly error: string }
  /** The tool asks for a decision. */
  | { readonly type: "asked"; readonly pending: PendingRequest }
  | { readonly type: "withdrawn"; readonly id: string }
  /** The tool asks for something that nobody here can give. */
  | { readonly type: "unanswerable"; readonly id: string; readonly what: string };

/** An event as the only thing that a line means. */
export function told(event: ConversationEvent): Decoded {
  return { type: "event", event };
}
