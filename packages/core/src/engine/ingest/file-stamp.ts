import { generation } from "../../beneath/generation.ts";
import type { BeneathFile } from "../../beneath/open-beneath.ts";
import type { Fold } from "../read/fold.ts";
import type { FileStamp } from "../read/job.ts";
import { markBefore } from "../read/mark.ts";

/** Whether the opened file is not the one that was read: replaced, cut, or rewritten in place. */
export function isAnother(stamp: FileStamp, file: BeneathFile): boolean {
  const { dev, ino, birthtimeMs } = file.stat;
  if (stamp.dev !== dev || stamp.ino !== ino || stamp.bornAt !== birthtimeMs) return true;
  if (file.size < stamp.offset) return true;
  if (stamp.generation === undefined) return false;
  return markBefore(file, stamp.offset) !== stamp.mark || generation(file) !== stamp.generation;
}

/** The stamp after reading on. `blank` counts the lines without content that were passed. */
export function nextStamp(
  before: FileStamp | undefined,
  file: BeneathFile,
  fold: Fold,
  blank: number,
): FileStamp {
  const { offset, scanned } = fold.cursor;
  return {
    dev: file.stat.dev,
    ino: file.stat.ino,
    bornAt: file.stat.birthtimeMs,
    size: file.size,
    mtimeMs: file.stat.mtimeMs,
    generation: before?.generation ?? generation(file),
    offset,
    scanned,
    mark: offset !== before?.offset ? markBefore(file, offset) : before.mark,
    blank: (before?.blank ?? 0) + blank,
    failures: fold.failures,
  };
}
