import { generation } from "../../beneath/generation.ts";
import type { BeneathFile } from "../../beneath/open-beneath.ts";
import type { SessionRef } from "../../session.ts";
import { packEntries } from "../usage/ledger.ts";
import { Fold, type ReadingParts } from "./fold.ts";
import type { ReadOutcome } from "./job.ts";
import { markBefore } from "./mark.ts";

/** Bytes and entries read between two looks at the clock. */
const SLICE = { bytes: 1 << 20, entries: 2_000 };

/**
 * Reads a file from its beginning to its last complete entry.
 * @param pause awaited between slices: lets other work have its turn.
 */
export async function readWhole(
  parts: ReadingParts,
  ref: SessionRef,
  no: number,
  file: BeneathFile,
  pause: () => Promise<void>,
): Promise<ReadOutcome> {
  const fold = new Fold(parts, ref);
  let blank = 0;
  for (;;) {
    const result = fold.skim(file, SLICE);
    blank += result.blank;
    if (result.atEnd) break;
    await pause();
  }
  const totals = fold.totals;
  const entries = fold.ledger.entries;
  return {
    no,
    stamp: {
      dev: file.stat.dev,
      ino: file.stat.ino,
      bornAt: file.stat.birthtimeMs,
      size: file.size,
      mtimeMs: file.stat.mtimeMs,
      generation: generation(file),
      offset: fold.cursor.offset,
      scanned: fold.cursor.scanned,
      mark: markBefore(file, fold.cursor.offset),
      blank,
      failures: fold.failures,
    },
    facts: fold.facts(),
    totals: totals.toData(),
    state: JSON.stringify(fold.state),
    entries: packEntries(entries),
    globalHashes: Float64Array.from([...entries].filter(([, entry]) => entry.global).map(([hash]) => hash)),
  };
}
