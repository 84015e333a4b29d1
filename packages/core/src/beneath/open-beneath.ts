import { closeSync, fstatSync, openSync } from "node:fs";
import { admitFile } from "./admit-file.ts";
import {
  descriptorPath,
  HAS_DESCRIPTOR_PATHS,
  LOOK,
  READ_FILE,
  THROUGH_DIRECTORY,
} from "./descriptor-path.ts";
import { openByPath } from "./open-by-path.ts";
import { type OpenableRoot, withDirectory } from "./open-directory.ts";
import { type BeneathFile, openedRegularFile } from "./opened-regular-file.ts";
import { pathParts } from "./path-parts.ts";
import { FileRefused, refusalOf } from "./refusal.ts";

export type { OpenableRoot } from "./open-directory.ts";
export type { BeneathFile, FileStat } from "./opened-regular-file.ts";

/** What {@link openBeneath} may be told. */
export interface OpenOptions {
  /** Largest size in bytes. Default: none. */
  readonly maxSize?: number;
}

/**
 * Opens a regular file below a root for reading, and nothing else: no link is followed below the root, no FIFO or
 * device is touched, no other file system is entered, whoever renames whatever meanwhile. The only way to open a
 * path below a root. Synchronous: it takes some ten microseconds and cannot block.
 * @param relativePath `/` between components.
 * @throws {@link FileRefused}, a `VibeDeckError` with a `reason`.
 */
export function openBeneath(
  root: OpenableRoot,
  relativePath: string,
  options: OpenOptions = {},
): BeneathFile {
  const parts = pathParts(relativePath);
  const leaf = parts.at(-1);
  if (leaf === undefined) throw new FileRefused("name", relativePath);
  const maxSize = options.maxSize ?? Number.POSITIVE_INFINITY;
  try {
    if (!HAS_DESCRIPTOR_PATHS) return openByPath(root, relativePath, parts, maxSize);
    return withDirectory(root, parts.slice(0, -1), THROUGH_DIRECTORY, ({ descriptor, stats }) =>
      openLeaf(descriptorPath(descriptor, leaf), stats.dev, relativePath, maxSize),
    );
  } catch (error) {
    throw refusalOf(error, relativePath);
  }
}

/** Looks first and opens exactly what was looked at. */
function openLeaf(path: string, device: number, relativePath: string, maxSize: number): BeneathFile {
  const place = openSync(path, LOOK);
  try {
    const stats = fstatSync(place);
    admitFile(stats, device, relativePath, maxSize);
    return openedRegularFile(openSync(descriptorPath(place), READ_FILE), stats);
  } finally {
    closeSync(place);
  }
}
