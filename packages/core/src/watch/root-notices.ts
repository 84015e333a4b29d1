import { createHash } from "node:crypto";
import type { Notice } from "../events.ts";
import type { RootWatcherOptions } from "./root-watcher.ts";
import type { WatchTuning } from "./tuning.ts";
import type { WatchedTree } from "./watched-tree.ts";

/** Says which bounds a root has hit and what cannot be read, and takes it back. */
export class RootNotices {
  readonly #options: RootWatcherOptions;
  readonly #tuning: WatchTuning;
  readonly #suffix: string;
  /** What stands, by id. */
  readonly #standing = new Map<string, string>();

  constructor(options: RootWatcherOptions, tuning: WatchTuning) {
    this.#options = options;
    this.#tuning = tuning;
    this.#suffix = createHash("sha256").update(options.root.path).digest("hex").slice(0, 12);
  }

  report(tree: WatchedTree): void {
    this.#say("watch-limit", unwatched(tree));
    this.#say("watch-overfull", overfull(tree, this.#tuning));
    this.#say("watch-remote", remote(tree));
    this.#say("watch-trouble", trouble(tree, this.#options.root.path, this.#options.root.trusted));
  }

  #say(kind: string, what: Omit<Notice, "id"> | undefined): void {
    const id = `${kind}:${this.#suffix}`;
    const said = this.#standing.get(id);
    if (said === what?.text) return;
    if (what === undefined) {
      this.#standing.delete(id);
      this.#options.onNoticeCleared?.(id);
      return;
    }
    this.#standing.set(id, what.text);
    const level = what.level === "info" ? "info" : "warn";
    if (said === undefined) this.#options.logger[level]({ root: this.#options.root.path }, what.text);
    this.#options.onNotice?.({ id, ...what });
  }
}

function unwatched(tree: WatchedTree): Omit<Notice, "id"> | undefined {
  const count = [...tree.unwatched].filter((directory) => directory.trouble === undefined).length;
  if (count === 0) return undefined;
  return {
    level: "warning",
    text: `${count} of ${tree.directories} folders cannot be watched; they are listed every few seconds instead.`,
    hint: "Raise fs.inotify.max_user_watches, or remove old sessions.",
  };
}

function remote(tree: WatchedTree): Omit<Notice, "id"> | undefined {
  if (tree.remote === undefined) return undefined;
  const text = `The sessions are on ${tree.remote}: what other machines write is seen after some seconds.`;
  return { level: "info", text };
}

function overfull(tree: WatchedTree, tuning: WatchTuning): Omit<Notice, "id"> | undefined {
  if (!tree.overfull) return undefined;
  return {
    level: "warning",
    text: `Too much to show: only ${tuning.maxFiles} sessions in ${tuning.maxDirectories} folders are looked at.`,
    hint: "Remove old sessions.",
  };
}

function trouble(tree: WatchedTree, path: string, trusted: boolean): Omit<Notice, "id"> | undefined {
  const reason = tree.root.trouble;
  if (reason !== undefined) {
    const place = trusted ? path : "Your home";
    return { level: "error", text: `${place} cannot be read: ${REASONS.get(reason) ?? reason}.` };
  }
  if (tree.troubled.size === 0) return undefined;
  return {
    level: "warning",
    text: `${tree.troubled.size} folders cannot be read.`,
    hint: "Check their permissions.",
  };
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["permission", "the server is not allowed to"],
  ["not-a-directory", "it is no directory"],
  ["busy", "the server is out of file descriptors"],
  ["unsupported", "this system cannot open files of other users safely"],
  ["unreadable", "the file system reports an error"],
]);
