import { constants, statSync } from "node:fs";

/** Opens the place and nothing else: no permission to read is needed and no driver is woken. Missing in `fs.constants`. */
const O_PATH = 0o10000000;

/** A directory on the way to somewhere. A symbolic link gives ENOTDIR. */
export const THROUGH_DIRECTORY: number = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** A directory that is to be listed or watched. */
export const READ_DIRECTORY: number = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** Whatever bears a name, to be looked at before it is opened. */
export const LOOK: number = O_PATH | constants.O_NOFOLLOW;

/** A regular file. Not blocking costs nothing here and makes a hang impossible whatever it turns out to be. */
export const READ_FILE: number = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * The path of an open descriptor, or of a name in an open directory. It leads to what was opened, wherever that was
 * moved since and whatever took its place: what `openat` does, which Node does not have.
 */
export function descriptorPath(descriptor: number, name?: string): string {
  return name === undefined ? `/proc/self/fd/${descriptor}` : `/proc/self/fd/${descriptor}/${name}`;
}

/** Whether this system has {@link descriptorPath}s. */
export const HAS_DESCRIPTOR_PATHS: boolean = process.platform === "linux" && isDirectory("/proc/self/fd");

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
