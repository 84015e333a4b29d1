import { FileRefused } from "./refusal.ts";

const MAX_PARTS = 8;
const MAX_NAME_BYTES = 255;

/**
 * Splits a path relative to a root into its components; the empty path is the root itself.
 * @throws {@link FileRefused} `name` for a path that could mean anything else than plain names one below the other.
 */
export function pathParts(relativePath: string): readonly string[] {
  if (relativePath === "") return [];
  const parts = relativePath.split("/");
  if (parts.length > MAX_PARTS || !parts.every(isPlainName)) throw new FileRefused("name", relativePath);
  return parts;
}

/** Tells whether a name can be a component. The backslash separates on Windows, and no transcript has one. */
export function isPlainName(name: string): boolean {
  if (name === "" || name === "." || name === "..") return false;
  if (name.includes("\0") || name.includes("/") || name.includes("\\")) return false;
  return name.length <= MAX_NAME_BYTES && Buffer.byteLength(name) <= MAX_NAME_BYTES;
}
