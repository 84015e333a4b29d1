import { generation } from "../../beneath/generation.ts";
import { type BeneathFile, openBeneath } from "../../beneath/open-beneath.ts";
import type { Cursor } from "../../cursor.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import { messagesEvent } from "../ingest/messages-event.ts";
import type { CaughtUp } from "../stream/scoped-stream.ts";
import { wireMessages } from "./wire-messages.ts";

/** Bytes and entries of one step of catching up. */
const CATCH_UP = { bytes: 256 << 10, entries: 400 };

/** Opens a record's file; a file that cannot be opened now reads like one that is not there. */
export function openedOr<Result>(
  record: FileRecord,
  otherwise: Result,
  use: (file: BeneathFile) => Result,
): Result {
  let file: BeneathFile;
  try {
    file = openBeneath(record.root, record.path);
  } catch {
    return otherwise;
  }
  try {
    return use(file);
  } finally {
    file.close();
  }
}

/** Where a record's complete entries end, as far as it was read. */
export function endOf(record: FileRecord): Cursor | undefined {
  const { generation: known, offset } = record.stamp ?? {};
  if (known !== undefined && offset !== undefined) return { generation: known, offset };
  return endOnDisk(record);
}

/** Where the complete entries of a record's file end on disk. */
export function endOnDisk(record: FileRecord): Cursor | undefined {
  return openedOr<Cursor | undefined>(record, undefined, (file) => {
    const current = generation(file);
    if (current === undefined) return undefined;
    const last = record.mounted.backend.tailer
      .readBefore(file, file.size, { bytes: 1 << 20, entries: 1 })
      .entries.at(-1);
    return { generation: current, offset: last === undefined ? 0 : last.offset + last.bytes };
  });
}

/** The messages after an offset, at most a step of them; `undefined` when there are none. */
export function readAfter(record: FileRecord, current: string, offset: number): CaughtUp | undefined {
  return openedOr<CaughtUp | undefined>(record, undefined, (file) => {
    if (generation(file) !== current) return undefined;
    const { tailer } = record.mounted.backend;
    let result = tailer.read(file, { offset }, CATCH_UP);
    // A line may be longer than one step; what was searched of it is not searched again.
    while (result.next.offset === offset && !result.atEnd) result = tailer.read(file, result.next, CATCH_UP);
    const to = result.next.offset;
    if (to === offset) return undefined;
    const messages = result.entries.flatMap((entry) =>
      wireMessages(record.mounted.backend, current, entry, false),
    );
    return { data: messagesEvent(record, current, messages, offset, to), to };
  });
}
