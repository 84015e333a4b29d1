import type { Message } from "../../message.ts";
import type { FileRecord } from "../catalog/file-record.ts";

/** The data of a `messages` event. */
export function messagesEvent(
  record: FileRecord,
  generationNow: string,
  messages: readonly Message[],
  from: number,
  to: number,
): string {
  return JSON.stringify({
    key: record.key,
    from: `${generationNow}.${from}`,
    to: `${generationNow}.${to}`,
    messages,
  });
}
