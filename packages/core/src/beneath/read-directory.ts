import { closeSync, lstatSync, type Stats, statSync } from "node:fs";
import { birthTime } from "./birth-time.ts";
import { descriptorPath, HAS_DESCRIPTOR_PATHS, READ_DIRECTORY } from "./descriptor-path.ts";
import { directoryByPath } from "./open-by-path.ts";
import { type OpenableRoot, openDirectory } from "./open-directory.ts";
import { pathParts } from "./path-parts.ts";
import { readNames } from "./read-names.ts";
import { refusalOf } from "./refusal.ts";

/** One name in a directory, as it was when it was read. */
export interface DirectoryEntry {
  readonly name: string;
  /** Symbolic links, FIFOs, sockets and devices are `other`: nothing below a root opens them. */
  readonly kind: "file" | "dir" | "other";
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtimeMs: number;
  readonly dev: number;
  readonly ino: number;
  readonly birthtimeMs: number;
}

/** A directory that is open and will be read. */
export interface OpenPlace {
  /** A path that leads to this very directory while it is open. */
  readonly path: string;
  /** Tells directories apart that bear the same name one after the other. */
  readonly id: string;
}

/**
 * Reads a directory below a root name by name, however large it is; the directory stays open until the generator is
 * finished or left. Yields `undefined` for a name that cannot be a component of a path (not UTF-8, a backslash).
 * @param opened Called when the directory is open and before the first name is read: what a watch that is begun here
 * does not report is among the names.
 * @throws {@link FileRefused}
 */
export function* readDirectory(
  root: OpenableRoot,
  relativePath: string,
  opened?: (place: OpenPlace) => void,
): Generator<DirectoryEntry | undefined, void, undefined> {
  let place: ReadPlace | undefined;
  try {
    place = openPlace(root, relativePath);
    opened?.(place);
    for (const name of readNames(place.path, place.size)) {
      const stats = name === undefined ? undefined : look(`${place.path}/${name}`);
      // A name without a file vanished meanwhile.
      if (name === undefined) yield undefined;
      else if (stats !== undefined) yield entryOf(name, stats);
    }
  } catch (error) {
    throw refusalOf(error, relativePath);
  } finally {
    place?.close();
  }
}

interface ReadPlace extends OpenPlace {
  /** Of the directory itself, in bytes. */
  readonly size: number;
  close(): void;
}

function openPlace(root: OpenableRoot, relativePath: string): ReadPlace {
  const parts = pathParts(relativePath);
  if (!HAS_DESCRIPTOR_PATHS) {
    const path = directoryByPath(root, relativePath, parts);
    const stats = statSync(path);
    return { path, id: directoryId(stats), size: stats.size, close: () => {} };
  }
  const { descriptor, stats } = openDirectory(root, parts, READ_DIRECTORY);
  const path = descriptorPath(descriptor);
  return { path, id: directoryId(stats), size: stats.size, close: () => closeSync(descriptor) };
}

/** Names a directory as long as it lives. Inode numbers alone are used again at once by some file systems. */
export function directoryId(stats: Pick<Stats, "dev" | "ino" | "birthtimeMs">): string {
  return `${stats.dev}:${stats.ino}:${birthTime(stats)}`;
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // Whatever is wrong with one name must not hide the others; opening it will say what it is.
    return undefined;
  }
}

/** What is told of a name. */
export function entryOf(name: string, stats: Stats): DirectoryEntry {
  const { size, mtimeMs, dev, ino, birthtimeMs } = stats;
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "dir" : "other";
  return { name, kind, size, mtimeMs, dev, ino, birthtimeMs };
}
