import type { DirectoryEntry, OpenPlace } from "../beneath/read-directory.ts";
import { FileRefused, isGone } from "../beneath/refusal.ts";
import { remoteFileSystem } from "../beneath/remote-file-system.ts";
import { type DirectoryListener, watchDirectory } from "../beneath/watch-directory.ts";
import type { FileGlance, RootWatcherOptions } from "./root-watcher.ts";
import type { WatchTuning } from "./tuning.ts";
import type { WatchShare } from "./watch-share.ts";
import { WatchedDirectory } from "./watched-directory.ts";

/** A path has at most eight components, and the last is a file. */
const DEEPEST = 7;
const USUAL_DEPTH = 6;

/** Everything that is known below one root, told to the consumer as it becomes known. */
export class WatchedTree {
  readonly root: WatchedDirectory = new WatchedDirectory("", undefined);
  readonly unwatched: Set<WatchedDirectory> = new Set();
  /** Directories that are there and cannot be read. */
  readonly troubled: Set<WatchedDirectory> = new Set();
  /** The kind of file system when others than this machine may write to it: its changes are not all reported. */
  remote: string | undefined;
  directories = 1;
  watched = 0;
  files = 0;
  /** True when there is more than the bounds allow. */
  overfull = false;
  /** True once the system had no watch left; no further one is tried before this is reset. */
  exhausted = false;
  readonly #options: RootWatcherOptions;
  readonly #tuning: WatchTuning;
  readonly #share: WatchShare;
  readonly #listen: (directory: WatchedDirectory) => DirectoryListener;
  readonly #deepest: number;
  readonly #odd = new Set<string>();

  constructor(
    options: RootWatcherOptions,
    tuning: WatchTuning,
    share: WatchShare,
    listen: (directory: WatchedDirectory) => DirectoryListener,
  ) {
    this.#options = options;
    this.#tuning = tuning;
    this.#share = share;
    this.#listen = listen;
    this.#deepest = Math.min(options.root.maxDepth ?? USUAL_DEPTH, DEEPEST);
  }

  /**
   * A directory was opened and is about to be read: the moment to begin watching it.
   * @returns true when it is another directory than the one that had this name before.
   */
  opened(directory: WatchedDirectory, place: OpenPlace): boolean {
    const replaced = directory.id !== undefined && directory.id !== place.id;
    if (replaced) this.unwatch(directory);
    if (directory === this.root && directory.id !== place.id) {
      this.remote = this.#options.remote === false ? undefined : remoteFileSystem(place.path);
      if (this.#options.remote === true) this.remote ??= "a shared file system";
    }
    directory.id = place.id;
    directory.trouble = undefined;
    this.troubled.delete(directory);
    if (directory.watch === undefined) this.#watch(directory, place);
    return replaced;
  }

  /**
   * A name was seen. Files are told when they are new or look different, or `always`.
   * @returns the directory of that name, when it is to be walked and watched.
   */
  saw(directory: WatchedDirectory, entry: DirectoryEntry, always = false): WatchedDirectory | undefined {
    if (entry.kind === "dir") {
      this.#loseFile(directory, entry.name);
      return this.#sawDirectory(directory, entry.name);
    }
    this.#loseDirectory(directory, entry.name);
    const wanted = this.#options.accept(directory.pathOf(entry.name));
    if (entry.kind === "file" && wanted) this.#sawFile(directory, entry, always);
    else this.#loseFile(directory, entry.name);
    if (entry.kind === "other" && wanted) this.#sawOddity(directory.pathOf(entry.name));
    return undefined;
  }

  /** A name is gone. */
  lose(directory: WatchedDirectory, name: string): void {
    this.#loseFile(directory, name);
    this.#loseDirectory(directory, name);
  }

  /** A directory could not be read. */
  refused(directory: WatchedDirectory, error: unknown): void {
    const reason = error instanceof FileRefused ? error.reason : "unreadable";
    if (isGone(reason)) {
      if (directory.parent === undefined) this.#vacate(directory);
      else this.lose(directory.parent, directory.name);
    }
    if (!isGone(reason) || (directory === this.root && reason !== "missing")) {
      directory.trouble = reason;
      this.troubled.add(directory);
      if (directory.watch === undefined) this.unwatched.add(directory);
      this.#options.logger.debug({ path: directory.path, reason }, "A directory cannot be read");
    }
  }

  /** Stops watching a directory; it will be listed from time to time instead. */
  unwatch(directory: WatchedDirectory): void {
    if (directory.watch !== undefined) {
      directory.watch.close();
      directory.watch = undefined;
      this.watched--;
      this.#share.giveBack();
    }
    if (!directory.dropped) this.unwatched.add(directory);
  }

  /** Stops watching a directory that is to be listed soon in any case, which begins a watch again. */
  rest(directory: WatchedDirectory): void {
    this.unwatch(directory);
    this.unwatched.delete(directory);
  }

  /** Ends all watches and tells nobody. */
  close(): void {
    const close = (directory: WatchedDirectory): void => {
      directory.dropped = true;
      this.unwatch(directory);
      for (const child of directory.directories.values()) close(child);
    };
    close(this.root);
  }

  #sawDirectory(directory: WatchedDirectory, name: string): WatchedDirectory | undefined {
    const known = directory.directories.get(name);
    if (known !== undefined) return known;
    const path = directory.pathOf(name);
    if (directory.depth >= this.#deepest || !(this.#options.enter?.(path) ?? true)) return undefined;
    if (this.directories >= this.#tuning.maxDirectories) {
      this.overfull = true;
      return undefined;
    }
    const child = new WatchedDirectory(path, directory);
    directory.directories.set(name, child);
    this.directories++;
    return child;
  }

  #sawFile(directory: WatchedDirectory, entry: DirectoryEntry, always: boolean): void {
    const { name, size, mtimeMs, dev, ino } = entry;
    const known = directory.files.get(name);
    if (known === undefined) {
      if (this.files >= this.#tuning.maxFiles) {
        this.overfull = true;
        return;
      }
      this.files++;
    }
    const glance: FileGlance = { size, mtimeMs, dev, ino };
    directory.files.set(name, glance);
    if (always || known === undefined || differ(known, glance)) {
      this.#options.onFile(directory.pathOf(name), glance);
    }
  }

  /** Said once for each path: whoever puts links in place of transcripts may go on doing so. */
  #sawOddity(path: string): void {
    if (this.#odd.has(path) || this.#odd.size >= 100) return;
    this.#odd.add(path);
    this.#options.logger.info({ path }, "Not a regular file, so it is left alone");
  }

  #loseFile(directory: WatchedDirectory, name: string): void {
    if (!directory.files.delete(name)) return;
    this.files--;
    this.#options.onGone(directory.pathOf(name));
  }

  #loseDirectory(directory: WatchedDirectory, name: string): void {
    const child = directory.directories.get(name);
    if (child === undefined) return;
    directory.directories.delete(name);
    this.#drop(child);
  }

  #drop(directory: WatchedDirectory): void {
    directory.dropped = true;
    this.directories--;
    this.unwatch(directory);
    this.unwatched.delete(directory);
    this.#empty(directory);
  }

  /** The root went away; it may come back. */
  #vacate(root: WatchedDirectory): void {
    this.unwatch(root);
    this.unwatched.delete(root);
    root.id = undefined;
    this.#empty(root);
  }

  #empty(directory: WatchedDirectory): void {
    this.troubled.delete(directory);
    for (const name of [...directory.files.keys()]) this.#loseFile(directory, name);
    for (const name of [...directory.directories.keys()]) this.#loseDirectory(directory, name);
  }

  #watch(directory: WatchedDirectory, place: OpenPlace): void {
    this.unwatched.add(directory);
    if (this.exhausted || this.watched >= this.#tuning.maxWatches) return;
    if (!this.#share.take(this.watched, this.#options.root.trusted)) return;
    try {
      directory.watch = watchDirectory(place.path, this.#listen(directory));
      this.unwatched.delete(directory);
      this.watched++;
    } catch (error) {
      this.#share.giveBack();
      this.exhausted = true;
      this.#options.logger.debug({ path: directory.path, err: error }, "A directory cannot be watched");
    }
  }
}

function differ(one: FileGlance, other: FileGlance): boolean {
  return (
    one.size !== other.size || one.mtimeMs !== other.mtimeMs || one.ino !== other.ino || one.dev !== other.dev
  );
}
