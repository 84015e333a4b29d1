import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/load-config.ts";

/**
 * Where plugins are looked for, in this order. A configuration decides where its plugins are. Without one the server's
 * own come first, so that a command run in a stranger's folder does not load what that folder calls the default backend.
 */
export function pluginFolders({ file, folder }: Pick<Config, "file" | "folder">): readonly string[] {
  const own = dirname(fileURLToPath(import.meta.url));
  return file === undefined ? [own, folder] : [folder, own];
}
