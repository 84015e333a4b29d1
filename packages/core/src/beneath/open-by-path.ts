import { closeSync, constants, fstatSync, lstatSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { admitFile } from "./admit-file.ts";
import type { OpenableRoot } from "./open-directory.ts";
import { type BeneathFile, openedRegularFile } from "./opened-regular-file.ts";
import { FileRefused } from "./refusal.ts";

// Windows has neither.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file where descriptors have no paths (macOS, Windows). Between the look and the open a directory may be
 * swapped, so only roots are served whose files nobody else writes.
 */
export function openByPath(
  root: OpenableRoot,
  relativePath: string,
  parts: readonly string[],
  maxSize: number,
): BeneathFile {
  const device = trustedDevice(root, relativePath);
  const path = plainPath(root, parts, device);
  const seen = lstatSync(path);
  admitFile(seen, device, relativePath, maxSize);
  const descriptor = openSync(path, FLAGS);
  try {
    const stats = fstatSync(descriptor);
    admitFile(stats, device, relativePath, maxSize);
    if (stats.ino !== seen.ino) throw new FileRefused("missing", relativePath);
    return openedRegularFile(descriptor, stats);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** The path of a directory below a trusted root, after a look at each directory on the way to it. */
export function directoryByPath(root: OpenableRoot, relativePath: string, parts: readonly string[]): string {
  const device = trustedDevice(root, relativePath);
  return plainPath(root, [...parts, "."], device);
}

function trustedDevice(root: OpenableRoot, relativePath: string): number {
  if (!root.trusted) throw new FileRefused("unsupported", relativePath);
  return statSync(root.path).dev;
}

/** Joins the parts; all but the last must be directories of the root's device. */
function plainPath(root: OpenableRoot, parts: readonly string[], device: number): string {
  let path = root.path;
  for (const part of parts.slice(0, -1)) {
    path = join(path, part);
    const stats = lstatSync(path);
    if (!stats.isDirectory()) throw new FileRefused("not-a-directory", parts.join("/"));
    if (stats.dev !== device) throw new FileRefused("other-device", parts.join("/"));
  }
  return join(path, parts.at(-1) ?? ".");
}
