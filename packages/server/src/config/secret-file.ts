import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** What {@link readSecretFile} found. */
export type SecretFile =
  | { readonly text: string }
  /** A sentence's end: `is a folder`. It never repeats what is inside. */
  | { readonly problem: string };

const MAX_BYTES = 64 * 1024;

/**
 * Reads a file that holds a secret: a regular one of at most 64 kB, no link, that nobody but its owner may read. One
 * newline at its end is taken off.
 * @param path absolute.
 */
export function readSecretFile(path: string): SecretFile {
  let file: number;
  try {
    // Without waiting: a named pipe would block until somebody writes.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return { problem: whyNot(error) };
  }
  try {
    return readOpen(file);
  } finally {
    closeSync(file);
  }
}

function readOpen(file: number): SecretFile {
  const about = fstatSync(file);
  if (about.isDirectory()) return { problem: "is a folder" };
  if (!about.isFile()) return { problem: "is no regular file" };
  if ((about.mode & 0o077) !== 0) {
    const mode = (about.mode & 0o777).toString(8).padStart(3, "0");
    return { problem: `may be used by others than its owner (mode ${mode}): run chmod 600 on it` };
  }
  if (about.size > MAX_BYTES) return { problem: "is larger than 64 kB" };
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  if (length > MAX_BYTES) return { problem: "is larger than 64 kB" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
    return { text: text.replace(/\r?\n$/, "") };
  } catch {
    return { problem: "is not UTF-8 text" };
  }
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
  // Linux and macOS say ELOOP, FreeBSD says EMLINK.
  if (code === "ELOOP" || code === "EMLINK") return "is a link: name the file itself";
  if (code === "EACCES" || code === "EPERM") return "may not be read by the user that VibeDeck runs as";
  return `cannot be read${code === "" ? "" : ` (${code})`}`;
}
