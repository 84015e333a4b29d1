import { isAbsolute, join, normalize } from "node:path";

/** Places of the system: nobody's homes lie there, and below most of them nobody's may. */
const SYSTEM: readonly string[] = [
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/lib",
  "/lib32",
  "/lib64",
  "/proc",
].concat(["/sbin", "/sys", "/usr", "/var/lib/containerd", "/var/lib/docker"]);

/** Places that hold others' things, so that each of those would be taken for a user. */
const SHARED: ReadonlySet<string> = new Set(
  ["/", "/home", "/media", "/mnt", "/opt", "/root", "/run", "/srv", "/tmp", "/var"].concat([
    "/var/lib",
    "/var/tmp",
    "/Users",
    "/private",
    "/private/tmp",
  ]),
);

/** What was made of a path in a configuration. */
export type WrittenPath = { readonly path: string } | { readonly problem: string };

/** An absolute path without dots, doubled slashes and a slash at the end; `~/` is the home of the server's user. */
export function writtenPath(written: string, home: string): WrittenPath {
  if (/\p{Cc}/u.test(written)) return { problem: "This has a control character" };
  const full = written === "~" || written.startsWith("~/") ? join(home, written.slice(1)) : written;
  if (!isAbsolute(full)) {
    return { problem: `"${written}" is a relative path: write it in full, or beginning with "~/"` };
  }
  const path = normalize(full).replace(/(?<=.)\/+$/, "");
  return path.length > 4_000 ? { problem: "This path is too long" } : { path };
}

/** Why homes cannot lie in a directory, judged by its name alone; `undefined` when they may. */
export function homesPlaceProblem(path: string, serverHome: string): string | undefined {
  const system = SYSTEM.find((place) => isWithin(path, place));
  if (system !== undefined) return `Homes cannot lie in ${system}: it belongs to the system`;
  if (SHARED.has(path)) {
    return `Homes cannot lie in ${path} itself: what others keep there would be taken for users. Use a directory of its own, such as /srv/vibedeck/users`;
  }
  if (path !== writtenHome(serverHome)) return undefined;
  return "Homes cannot lie in the home of the server's own user: what is there would be taken for users. Use a directory of its own in it";
}

/** Whether a path is a directory or lies below it. Both absolute and normalised. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

function writtenHome(home: string): string {
  return normalize(home).replace(/(?<=.)\/+$/, "");
}
