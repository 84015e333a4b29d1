import { openBeneath } from "../../beneath/open-beneath.ts";
import type { OpenedFile } from "../../parts.ts";
import type { SessionFacts } from "../../session.ts";
import type { FileRecord } from "./file-record.ts";

const HEAD = { bytes: 64 << 10, entries: 120 };
const TAIL = { bytes: 64 << 10, entries: 60 };

/**
 * Learns title, folder, model and state of a file that was not read yet, from its beginning and its end: what the
 * first page of the list needs within milliseconds. Counts and money stay open until the whole file is read.
 */
export function peek(record: FileRecord): void {
  if (record.known || !record.came) return;
  const { renderer } = record.mounted.backend;
  try {
    using file = openBeneath(record.root, record.path);
    let state = renderer.start(record.ref);
    for (const entry of endsOf(record, file)) state = renderer.reduce(state, entry);
    const facts: SessionFacts = renderer.facts(state);
    record.facts = facts;
    record.quietSince = facts.lastMessageAt ?? record.mtimeMs;
  } catch {
    // Unreadable now: the whole reading reports it, the list shows the file by name until then.
  }
}

function* endsOf(record: FileRecord, file: OpenedFile) {
  const { tailer } = record.mounted.backend;
  const head = tailer.read(file, { offset: 0 }, HEAD);
  yield* head.entries;
  if (head.atEnd) return;
  const tail = tailer.readBefore(file, file.size, TAIL);
  for (const entry of tail.entries) if (entry.offset >= head.next.offset) yield entry;
}
