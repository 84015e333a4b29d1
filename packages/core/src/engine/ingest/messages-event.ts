import type { RawEntry } from "../../entry.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { wireMessages } from "../view/wire-messages.ts";

/** The data of a `messages` event. */
export function messagesEvent(
  record: FileRecord,
  generationNow: string,
  entries: readonly RawEntry[],
  from: number,
  to: number,
): string {
  const messages = entries.flatMap((entry) =>
    wireMessages(record.mounted.backend, generationNow, entry, false),
  );
  return JSON.stringify({
    key: record.key,
    from: `${generationNow}.${from}`,
    to: `${generationNow}.${to}`,
    messages,
  });
}
