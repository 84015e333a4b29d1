import { dirname, join } from "node:path";
import type { Root } from "@vibedeck/core";

/** The configuration directory of a run: that of its transcript's root, else the first one configured. */
export function configDirOf(root: Root | undefined, dirs: readonly string[], home: string): string {
  return root === undefined ? (dirs[0] ?? defaultDir(home)) : dirname(root.path);
}

/** The one that Claude Code uses when nothing else is said. */
export function defaultDir(home: string): string {
  return join(home, ".claude");
}

/** Whether a sign-in is stored there. On macOS it may be in the keychain instead. */
export function hasCredentials(configDir: string, exists: (path: string) => boolean): boolean {
  return exists(join(configDir, ".credentials.json"));
}
