import { type DeckEvent, type DeckEventType, isObject } from "@vibedeck/core";
import type { SseEvent } from "./sse-parser.ts";

const TYPES: ReadonlySet<string> = new Set<DeckEventType>([
  "hello",
  "session",
  "session-removed",
  "messages",
  "session-reset",
  "session-moved",
  "drive",
  "partial",
  "partial-end",
  "progress",
  "notices",
  "bye",
  "auth",
]);

/** An event of the stream as the contract has it; unknown types and broken data are `undefined`: a newer server may say more. */
export function decodeEvent(event: SseEvent): DeckEvent | undefined {
  if (!TYPES.has(event.type)) return undefined;
  try {
    const data: unknown = JSON.parse(event.data);
    // Our own server's word: its schemas and ours are one contract.
    return isObject(data) ? ({ ...data, type: event.type } as unknown as DeckEvent) : undefined;
  } catch {
    return undefined; // Half an event of a dying proxy: what is missing comes again after the reconnection.
  }
}
