import { join } from "node:path";

/**
 * Where `claude` may lie when it is not in `PATH`, best first: the places in which its installers put it. A server
 * that was started by a desktop or a service manager rarely has them in its `PATH`.
 * @param home the home directory of the server's own user.
 */
export function programCandidates(home: string): readonly string[] {
  const folders = [
    join(home, ".claude", "local"),
    join(home, ".local", "bin"),
    "/usr/local/bin",
    "/opt/homebrew/bin",
    join(home, ".npm-global", "bin"),
  ];
  return folders.map((folder) => join(folder, "claude"));
}
