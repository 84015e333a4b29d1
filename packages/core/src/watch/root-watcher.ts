import { lookBeneath } from "../beneath/look-beneath.ts";
import { directoryId } from "../beneath/read-directory.ts";
import type { DirectoryListener } from "../beneath/watch-directory.ts";
import type { Notice } from "../events.ts";
import type { Logger } from "../logger.ts";
import type { Root } from "../parts.ts";
import { guarded } from "./guarded.ts";
import { LookThrottle } from "./look-throttle.ts";
import { repeat } from "./repeat.ts";
import { RootNotices } from "./root-notices.ts";
import { TreeScanner } from "./tree-scanner.ts";
import { DEFAULT_TUNING, type WatchTuning } from "./tuning.ts";
import { processShare, type WatchShare } from "./watch-share.ts";
import type { WatchedDirectory } from "./watched-directory.ts";
import { WatchedTree } from "./watched-tree.ts";

/** What was seen of a file. */
export interface FileGlance {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch; a stranger may have set any value. */
  readonly mtimeMs: number;
  readonly dev: number;
  readonly ino: number;
}

/** What {@link createRootWatcher} takes. Paths are relative to the root, `/` between components. */
export interface RootWatcherOptions {
  readonly root: Root;
  /** Whether a directory is worth walking and watching. Absent: all are, down to the root's `maxDepth`. */
  readonly enter?: (relativePath: string) => boolean;
  /** Whether a file with this name is of interest. */
  readonly accept: (relativePath: string) => boolean;
  /**
   * A file is there, or may have changed. The first event is told at once; those that follow within some
   * milliseconds are told together.
   */
  readonly onFile: (relativePath: string, glance: FileGlance) => void;
  /** A file of interest is gone, or became something that is not to be opened. */
  readonly onGone: (relativePath: string) => void;
  /** A bound was hit or a directory cannot be read; raised again when the text changes. */
  readonly onNotice?: (notice: Notice) => void;
  readonly onNoticeCleared?: (id: string) => void;
  readonly logger: Logger;
  /** Whether other machines write below the root. Default: what kind of file system it is on tells. */
  readonly remote?: boolean;
  readonly tuning?: Partial<WatchTuning>;
  /** Whose watches are taken. Default: those of the process. */
  readonly share?: WatchShare;
}

/** Files below one root: where they are, and when to look again. */
export interface RootWatcher {
  readonly root: Root;
  /** Resolves after the first walk, which calls `onFile` for each file. A root that is not there yet is no error. */
  start(): Promise<void>;
  /** Looks at everything again; resolves when that is done. */
  rescan(): Promise<void>;
  /** Nothing is called any more after this. */
  close(): void;
  /** Directories that are known, and how many of them are watched rather than looked at from time to time. */
  readonly directories: number;
  readonly watched: number;
  readonly files: number;
}

/**
 * Walks and watches a root: one watch for each directory, on the directory that was opened, and no link is followed.
 * Whatever an event says, only a look or a listing under the rules of `openBeneath` tells what is there.
 */
export function createRootWatcher(options: RootWatcherOptions): RootWatcher {
  return new TreeWatcher(guarded(options));
}

class TreeWatcher implements RootWatcher {
  readonly root: Root;
  readonly #tuning: WatchTuning;
  readonly #share: WatchShare;
  readonly #logger: Logger;
  readonly #tree: WatchedTree;
  readonly #scanner: TreeScanner;
  readonly #throttle: LookThrottle;
  #stops: (() => void)[] = [];
  #closed = false;

  constructor(options: RootWatcherOptions) {
    this.root = options.root;
    this.#tuning = { ...DEFAULT_TUNING, ...options.tuning };
    this.#share = options.share ?? processShare;
    this.#logger = options.logger;
    this.#tree = new WatchedTree(options, this.#tuning, this.#share, (directory) =>
      this.#listener(directory),
    );
    const notices = new RootNotices(options, this.#tuning);
    this.#scanner = new TreeScanner(this.root, this.#tree, this.#tuning, this.#share, () =>
      notices.report(this.#tree),
    );
    this.#throttle = new LookThrottle(
      {
        look: (directory, name, moved) => this.#scanner.look(directory, name, moved),
        list: (directory) => this.#scanner.list(directory),
        leave: (directory) => this.#tree.rest(directory),
      },
      this.#tuning,
    );
  }

  get directories(): number {
    return this.#tree.directories;
  }

  get watched(): number {
    return this.#tree.watched;
  }

  get files(): number {
    return this.#tree.files;
  }

  async start(): Promise<void> {
    // Many roots may be started in one go.
    await this.#share.nextTurn();
    await this.rescan();
    if (this.#closed) return;
    const { rootMs, unwatchedMs, rescanMs } = this.#tuning;
    this.#stops = [
      repeat(rootMs, () => this.#checkRoot()),
      repeat(unwatchedMs, () => this.#listUnwatched()),
      repeat(rescanMs, () => this.rescan()),
      this.#share.onOverflow(() => void this.rescan()),
    ];
  }

  rescan(): Promise<void> {
    this.#tree.overfull = false;
    this.#scanner.list(this.#tree.root, true);
    return this.#scanner.idle();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.#throttle.close();
    this.#scanner.close();
    this.#tree.close();
  }

  #listener(directory: WatchedDirectory): DirectoryListener {
    return {
      changed: (name) => {
        this.#share.count();
        this.#throttle.request(directory, name, false);
      },
      renamed: (name) => {
        this.#share.count();
        this.#throttle.request(directory, name, true);
      },
      moved: () => {
        // What was watched is elsewhere or gone; the listing begins a watch on what has the name now, if anything.
        this.#share.count();
        this.#throttle.reopen(directory);
      },
      failed: (error) => {
        this.#logger.debug({ path: directory.path, err: error }, "A watch failed");
        this.#tree.unwatch(directory);
      },
    };
  }

  /** The way to the root is not watched: it would mean to watch what is not ours. */
  async #checkRoot(): Promise<void> {
    const { root } = this.#tree;
    if (identityOf(this.root) !== root.id) this.#scanner.list(root, true);
    await this.#scanner.idle();
  }

  async #listUnwatched(): Promise<void> {
    this.#tree.exhausted = false;
    if (this.#tree.remote !== undefined) this.#scanner.list(this.#tree.root, true);
    for (const directory of this.#tree.unwatched) this.#scanner.list(directory);
    await this.#scanner.idle();
  }
}

/** Which directory the root is now; `undefined` when it is not there or cannot be told. */
function identityOf(root: Root): string | undefined {
  try {
    return directoryId(lookBeneath(root, ""));
  } catch {
    // The listing that follows says why.
    return undefined;
  }
}
