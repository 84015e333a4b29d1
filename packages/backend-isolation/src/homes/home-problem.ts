import { lstatSync, type Stats } from "node:fs";
import { join } from "node:path";

/** Permission to write for others than the owner. */
const OTHERS_WRITE = 0o022;

/** What must be so of a directory that we mount, write in, or trust. */
export interface DirectoryRules {
  /** Who must own it; absent where the system has no user ids. */
  readonly uid: number | undefined;
  /** The device that it must be on; absent: any. */
  readonly device?: number;
}

/**
 * Why a home may not be given to a sandbox, for the operator; `undefined` when it may.
 * @param home absolute path.
 */
export function homeProblem(home: string, rules: DirectoryRules): string | undefined {
  const stats = lstatSync(home, { throwIfNoEntry: false });
  return stats === undefined ? `${home} is not there` : directoryProblem(home, stats, rules);
}

/** The same, of what was already looked at (without following a link). */
export function directoryProblem(path: string, stats: Stats, rules: DirectoryRules): string | undefined {
  if (stats.isSymbolicLink()) return `${path} is a symbolic link, and would lead somewhere else`;
  if (!stats.isDirectory()) return `${path} is no directory`;
  if (rules.uid !== undefined && stats.uid !== rules.uid) {
    return `${path} belongs to user id ${stats.uid}, and the server runs as ${rules.uid}`;
  }
  if ((stats.mode & OTHERS_WRITE) !== 0) {
    return `${path} can be written by others than its owner (mode ${modeOf(stats)})`;
  }
  if (rules.device !== undefined && stats.dev !== rules.device) {
    return `${path} is on another file system than the directory it lies in`;
  }
  return undefined;
}

/** Permissions as people write them: `700`. */
export function modeOf(stats: Pick<Stats, "mode">): string {
  return (stats.mode & 0o7777).toString(8).padStart(3, "0");
}

/** Where the home of a user is. */
export function homePath(usersDir: string, owner: string): string {
  return join(usersDir, owner);
}
