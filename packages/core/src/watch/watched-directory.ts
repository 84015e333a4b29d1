import type { DirectoryWatch } from "../beneath/watch-directory.ts";
import type { FileGlance } from "./root-watcher.ts";

/** What is known of one directory below a root. */
export class WatchedDirectory {
  /** Relative to the root; the empty string is the root itself. */
  readonly path: string;
  readonly depth: number;
  readonly parent: WatchedDirectory | undefined;
  readonly files: Map<string, FileGlance> = new Map();
  readonly directories: Map<string, WatchedDirectory> = new Map();
  /** Which directory it was when it was opened last; `undefined` before that, and while it is not there. */
  id: string | undefined;
  watch: DirectoryWatch | undefined;
  /** Why it cannot be read now. */
  trouble: string | undefined;
  dropped = false;

  constructor(path: string, parent: WatchedDirectory | undefined) {
    this.path = path;
    this.parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
  }

  /** The relative path of a name in this directory. */
  pathOf(name: string): string {
    return this.path === "" ? name : `${this.path}/${name}`;
  }

  get name(): string {
    return this.path.slice(this.path.lastIndexOf("/") + 1);
  }
}
