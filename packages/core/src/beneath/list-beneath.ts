import type { OpenableRoot } from "./open-directory.ts";
import { type DirectoryEntry, readDirectory } from "./read-directory.ts";

/** What {@link listBeneath} found. */
export interface Listing {
  /** In the file system's order. */
  readonly entries: readonly DirectoryEntry[];
  /** True when there are more names than the limit. */
  readonly truncated: boolean;
  /** Names that cannot be opened because they are not UTF-8 or hold a backslash. */
  readonly skipped: number;
}

/** What {@link listBeneath} may be told. */
export interface ListOptions {
  /** Most names to look at. Default 10,000. */
  readonly limit?: number;
}

/**
 * Lists a directory below a root, under the rules of `openBeneath`.
 * @param relativeDirectory `/` between components; the empty string is the root itself.
 * @throws {@link FileRefused}, a `VibeDeckError` with a `reason`.
 */
export function listBeneath(
  root: OpenableRoot,
  relativeDirectory: string,
  options: ListOptions = {},
): Listing {
  const limit = options.limit ?? 10_000;
  const entries: DirectoryEntry[] = [];
  let skipped = 0;
  for (const entry of readDirectory(root, relativeDirectory)) {
    if (entries.length + skipped >= limit) return { entries, truncated: true, skipped };
    if (entry === undefined) skipped++;
    else entries.push(entry);
  }
  return { entries, truncated: false, skipped };
}
