import { isUtf8 } from "node:buffer";
import { opendirSync, readdirSync } from "node:fs";
import { isPlainName } from "./path-parts.ts";

/** A directory file of this size holds at most some thousand names, on file systems that count in bytes. */
const SMALL = 64 * 1024;

/**
 * The names in a directory, in pieces when there may be many: reading 300,000 in one go takes half a second.
 * `undefined` stands for a name that cannot be a component of a path.
 * @param size What the file system says of the directory's own size, in bytes.
 */
export function* readNames(path: string, size: number): Generator<string | undefined, void, undefined> {
  if (size <= SMALL) {
    for (const name of readdirSync(path, { encoding: "buffer" })) yield plainName(name);
    return;
  }
  // The types of Node do not know that the option gives names as bytes; `plainName` takes both.
  const names = opendirSync(path, { encoding: "buffer" as BufferEncoding, bufferSize: 256 });
  try {
    for (let found = names.readSync(); found !== null; found = names.readSync()) yield plainName(found.name);
  } finally {
    names.closeSync();
  }
}

/** A name as a string, when it is one that may be opened. */
function plainName(name: string | Uint8Array): string | undefined {
  if (typeof name === "string") return isPlainName(name) ? name : undefined;
  if (!isUtf8(name)) return undefined;
  const text = Buffer.from(name.buffer, name.byteOffset, name.byteLength).toString();
  return isPlainName(text) ? text : undefined;
}
