import { closeSync, constants, fstatSync, openSync, type Stats } from "node:fs";
import type { Root } from "../parts.ts";
import { descriptorPath, THROUGH_DIRECTORY } from "./descriptor-path.ts";
import { FileRefused } from "./refusal.ts";

/** The part of a {@link Root} that opening needs. */
export type OpenableRoot = Pick<Root, "path" | "trusted">;

/** An open directory. Whoever holds it closes `descriptor`. */
export interface OpenedDirectory {
  readonly descriptor: number;
  /** Its device is that of the root, and so of everything that may be opened below it. */
  readonly stats: Stats;
}

/**
 * Opens a directory below a root, one component after the other, each relative to the one before: no component may
 * be a link, and swapping a directory for a link meanwhile leads nowhere.
 * @param flags How to open the last directory: `READ_DIRECTORY` or `THROUGH_DIRECTORY`.
 */
export function openDirectory(root: OpenableRoot, parts: readonly string[], flags: number): OpenedDirectory {
  const first = parts.length === 0 ? flags : THROUGH_DIRECTORY;
  // A trusted user may keep the root elsewhere and link to it; nobody else may.
  let descriptor = openSync(root.path, root.trusted ? first & ~constants.O_NOFOLLOW : first);
  try {
    let stats = fstatSync(descriptor);
    const device = stats.dev;
    parts.forEach((part, index) => {
      const next = openSync(
        descriptorPath(descriptor, part),
        index === parts.length - 1 ? flags : THROUGH_DIRECTORY,
      );
      closeSync(descriptor);
      descriptor = next;
      stats = fstatSync(descriptor);
      if (stats.dev !== device) throw new FileRefused("other-device", parts.join("/"));
    });
    return { descriptor, stats };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Runs something with an open directory and closes it, whatever happens. */
export function withDirectory<Result>(
  root: OpenableRoot,
  parts: readonly string[],
  flags: number,
  use: (directory: OpenedDirectory) => Result,
): Result {
  const directory = openDirectory(root, parts, flags);
  try {
    return use(directory);
  } finally {
    closeSync(directory.descriptor);
  }
}
