import type { Tailer } from "../parts.ts";
import { DEFAULT_LIMITS, type JsonlLimits, planSkim, type SkimRule } from "./limits.ts";
import { readBackward } from "./read-backward.ts";
import { nextLineStart, readForward } from "./read-forward.ts";

export type { JsonlLimits, SkimRule } from "./limits.ts";

/**
 * A tailer for files with one JSON object in each line. It works on bytes, so that lines may be cut anywhere, and
 * holds one line of at most `lineBytes` in memory, however long the file and its lines are. One tailer reads any
 * number of files, one call after the other.
 * @param skim What `skim` may leave out; absent: the tailer has no `skim`.
 */
export function createJsonlTailer(limits: Partial<JsonlLimits> = {}, skim?: SkimRule): Tailer {
  const plan = skim && planSkim(skim);
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  let buffer: Buffer | undefined;
  const chunk = (): Buffer => {
    buffer ??= Buffer.allocUnsafeSlow(bounds.chunkBytes);
    return buffer;
  };
  return {
    read: (file, from, budget) => readForward(file, from, budget, chunk(), bounds),
    ...(plan === undefined
      ? {}
      : { skim: (file, from, budget) => readForward(file, from, budget, chunk(), bounds, plan) }),
    readBefore: (file, offset, budget) =>
      readBackward(file, Math.min(offset, file.size), budget, chunk(), bounds),
    align: (file, offset) => (offset <= 0 ? 0 : nextLineStart(file, offset - 1, chunk(), bounds)),
  };
}
