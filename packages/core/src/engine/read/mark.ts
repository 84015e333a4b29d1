import type { OpenedFile } from "../../parts.ts";

/** Bytes of a mark. */
const LENGTH = 48;

/**
 * The last bytes before an offset, as text: when they differ later, the file was rewritten in place. A cheap test
 * that catches what size and inode do not show.
 */
export function markBefore(file: OpenedFile, offset: number): string {
  const start = Math.max(0, offset - LENGTH);
  const buffer = Buffer.allocUnsafe(offset - start);
  const read = buffer.length === 0 ? 0 : file.read(buffer, start);
  return buffer.toString("latin1", 0, read);
}
