import type { OpenedFile } from "../parts.ts";

/**
 * Reads until the range `[0, length)` of the buffer is full or the file ends.
 * @returns the bytes read; fewer than `length` only at the end of the file.
 */
export function fillBuffer(file: OpenedFile, buffer: Buffer, position: number, length: number): number {
  let filled = 0;
  while (filled < length) {
    const read = file.read(buffer.subarray(filled, length), position + filled);
    filled += read;
    // A regular file only reads short at its end: this saves the read that would tell so.
    if (read === 0 || position + filled === file.size) break;
  }
  return filled;
}

/** A fresh buffer with the range `[from, from + length)` of the file; shorter when the file ends before. */
export function readRange(file: OpenedFile, from: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(length);
  return buffer.subarray(0, fillBuffer(file, buffer, from, length));
}
