import { LineSplitter } from "./split-lines.ts";

/** Bytes of a line that is still handed on. */
export const LINE_BYTES: number = 32 * 1024 * 1024;

/** Lines of a stream of bytes. Takes a piece only when the lines of the one before were taken. */
export async function* readLines(
  pieces: AsyncIterable<Buffer>,
  limit: number = LINE_BYTES,
): AsyncGenerator<string, void, undefined> {
  const splitter = new LineSplitter(limit);
  for await (const piece of pieces) yield* splitter.push(piece);
  const last = splitter.end();
  if (last !== undefined) yield last;
}
