import { readFileSync, watch } from "node:fs";
import { basename } from "node:path";

/** A watch on one directory. */
export interface DirectoryWatch {
  close(): void;
}

/** What a {@link DirectoryWatch} tells. Every call means "look again" and nothing more. */
export interface DirectoryListener {
  /** A file's content or attributes changed. */
  changed(name: string): void;
  /** A name came, went, or now means something else. */
  renamed(name: string): void;
  /** The directory itself may have been moved or deleted, and this watch with it. */
  moved(): void;
  failed(error: unknown): void;
}

/**
 * Watches a directory, and nothing below it. With the path of an open descriptor the watch stays on that directory
 * whatever takes its name; the descriptor may be closed at once.
 * @throws `ENOSPC` when the system has no watch left, `EMFILE` when it has no queue left.
 */
export function watchDirectory(path: string, listener: DirectoryListener): DirectoryWatch {
  const watcher = watch(path, { persistent: false }, (type, name) => {
    if (name === null) return listener.moved();
    if (type === "change") return listener.changed(name);
    listener.renamed(name);
    if (mayBeItself(path, name)) listener.moved();
  });
  watcher.on("error", (error) => listener.failed(error));
  return watcher;
}

/**
 * inotify tells what happens to the directory itself under the last part of the path that it was first watched by:
 * with a descriptor's path, a number.
 */
function mayBeItself(path: string, name: string): boolean {
  return name === basename(path) || (/^\d+$/.test(name) && path.startsWith("/proc/self/fd/"));
}

/** What the system lets one user watch; `undefined` where it does not say. */
export interface WatchLimits {
  readonly watches: number | undefined;
  /** Events that wait before further ones are dropped. */
  readonly queuedEvents: number | undefined;
}

/** Reads the limits of inotify. */
export function watchLimits(): WatchLimits {
  return { watches: limit("max_user_watches"), queuedEvents: limit("max_queued_events") };
}

function limit(name: string): number | undefined {
  try {
    const value = Number(readFileSync(`/proc/sys/fs/inotify/${name}`, "utf8"));
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  } catch {
    // Not Linux, or /proc is not there: the caller has a default.
    return undefined;
  }
}
