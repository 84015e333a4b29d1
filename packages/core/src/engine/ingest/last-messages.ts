import { openBeneath } from "../../beneath/open-beneath.ts";
import type { Message } from "../../message.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { wireMessages } from "../view/wire-messages.ts";

/** A session that was just begun fits; of the copy that a fork begins with, the end is what is new. */
const LAST = { bytes: 1 << 20, entries: 400 };

/** The last messages of what was read of a file; none when it cannot be read now. */
export function lastMessages(record: FileRecord): readonly Message[] {
  const { stamp, mounted } = record;
  if (stamp?.generation === undefined) return [];
  const { generation, offset } = stamp;
  try {
    using file = openBeneath(record.root, record.path);
    const { entries } = mounted.backend.tailer.readBefore(file, offset, LAST);
    return entries.flatMap((entry) => wireMessages(mounted.backend, generation, entry, false));
  } catch {
    // A file that vanished or was replaced between the reading and this is looked at again anyway.
    return [];
  }
}
