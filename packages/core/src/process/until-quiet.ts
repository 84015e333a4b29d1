import type { Readable } from "node:stream";
import { setImmediate, setTimeout } from "node:timers/promises";

/** Milliseconds without anything new, after which a pipe that somebody else holds open counts as ended. */
const QUIET = 100;
/** More than any pipe or socket holds back by default. */
const LEFT_BYTES = 4 * 1024 * 1024;

/**
 * Lets a stream flow until it is closed, brings nothing new for a while, or brought more than its writer can have left
 * in it. For the pipes of a process that is gone: whoever it passed them on to may hold them open for ever.
 */
export async function untilQuiet(source: Readable): Promise<void> {
  let bytes = 0;
  const closed = new AbortController();
  source.on("data", (piece: Buffer) => {
    bytes += piece.length;
  });
  source.once("close", () => closed.abort());
  source.resume();
  for (let before = -1; !source.closed && before !== bytes && bytes <= LEFT_BYTES; ) {
    before = bytes;
    await setTimeout(QUIET, undefined, { signal: closed.signal }).catch(() => {});
    // After a stall timers run before what came in the meantime is read: let that happen first.
    await setImmediate();
  }
}
