import { join } from "node:path";
import { VibeDeckError } from "../errors.ts";

/** Bytes of a path, as Linux bounds it. */
const PATH_BYTES = 4_096;
/** Paths below these are windows into processes and devices, not folders to work in. */
const NO_FOLDERS = ["/proc", "/dev", "/sys"];

/**
 * An absolute path of a folder out of what a person typed: `~` stands for the home.
 * @throws `VibeDeckError` `BAD_REQUEST` for a path that is relative, climbs with `..`, is too long, holds control
 * characters or broken text, or lies where no folders are.
 */
export function checkPath(path: string, home: string): string {
  const whole = path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : path;
  if (Buffer.byteLength(path) > PATH_BYTES || Buffer.byteLength(whole) > PATH_BYTES) {
    throw refused("it is too long");
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(path)) throw refused("it holds control characters");
  if (!path.isWellFormed()) throw refused("its text is broken");
  if (!whole.startsWith("/")) throw refused("it is not absolute; begin it with / or ~/");
  if (path.split("/").includes("..")) throw refused("it climbs with ..");
  refuseNoFolder(whole);
  return whole;
}

/** @throws `VibeDeckError` `BAD_REQUEST` when the path lies where no folders to work in are. */
export function refuseNoFolder(path: string): void {
  const plain = join("/", path);
  if (NO_FOLDERS.some((root) => plain === root || plain.startsWith(`${root}/`))) {
    throw refused("no work is done below /proc, /dev and /sys");
  }
}

function refused(why: string): VibeDeckError {
  return new VibeDeckError("BAD_REQUEST", `The path of the folder is refused: ${why}.`);
}
