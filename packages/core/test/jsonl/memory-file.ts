import type { OpenedFile } from "@vibedeck/core";

/** An opened file that lives in memory. `piece` makes each read return at most that many bytes. */
export function memoryFile(
  content: Uint8Array | string,
  piece: number = Number.POSITIVE_INFINITY,
): OpenedFile & { reads: number; bytesRead: number } {
  const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content);
  return {
    size: bytes.length,
    reads: 0,
    bytesRead: 0,
    read(into, position) {
      const length = Math.max(0, Math.min(into.length, piece, bytes.length - position));
      into.set(bytes.subarray(position, position + length));
      this.reads++;
      this.bytesRead += length;
      return length;
    },
  };
}
