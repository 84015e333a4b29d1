import { fstatSync, lstatSync, type Stats, statSync } from "node:fs";
import { basename } from "node:path";
import { descriptorPath, HAS_DESCRIPTOR_PATHS, THROUGH_DIRECTORY } from "./descriptor-path.ts";
import { directoryByPath } from "./open-by-path.ts";
import { type OpenableRoot, withDirectory } from "./open-directory.ts";
import { pathParts } from "./path-parts.ts";
import { type DirectoryEntry, entryOf } from "./read-directory.ts";
import { refusalOf } from "./refusal.ts";

/**
 * Tells what a path below a root is, without opening it.
 * @param relativePath `/` between components; the empty string is the root itself.
 * @throws {@link FileRefused}, with the reason `missing` when nothing is there.
 */
export function lookBeneath(root: OpenableRoot, relativePath: string): DirectoryEntry {
  try {
    return entryOf(basename(relativePath), statsBeneath(root, relativePath));
  } catch (error) {
    throw refusalOf(error, relativePath);
  }
}

function statsBeneath(root: OpenableRoot, relativePath: string): Stats {
  const parts = pathParts(relativePath);
  const leaf = parts.at(-1);
  const above = parts.slice(0, -1);
  if (!HAS_DESCRIPTOR_PATHS) {
    const path = directoryByPath(root, relativePath, above);
    return leaf === undefined ? statSync(path) : lstatSync(`${path}/${leaf}`);
  }
  return withDirectory(root, above, THROUGH_DIRECTORY, ({ descriptor }) =>
    leaf === undefined ? fstatSync(descriptor) : lstatSync(descriptorPath(descriptor, leaf)),
  );
}
