import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Surroundings } from "./surroundings.ts";

/** Where the configuration is looked for when nobody names it, in this order. */
export function configPlaces({ env, cwd, home }: Surroundings): readonly string[] {
  return [
    join(cwd, "vibedeck.toml"),
    join(xdgFolder(env["XDG_CONFIG_HOME"], home, ".config"), "vibedeck", "config.toml"),
  ];
}

/**
 * The configuration file to read: the one that is named (it need not exist), else the first that exists, else none.
 * @param named what `--config` or `VIBEDECK_CONFIG` say.
 */
export function locateConfig(named: string | undefined, surroundings: Surroundings): string | undefined {
  if (named !== undefined) return expandPath(named, surroundings.cwd, surroundings.home);
  return configPlaces(surroundings).find((path) => existsSync(path));
}

/** The folder for the index and the user data when nobody names it. */
export function defaultStateDir({ env, home }: Pick<Surroundings, "env" | "home">): string {
  return join(xdgFolder(env["XDG_STATE_HOME"], home, ".local/state"), "vibedeck");
}

/** An absolute path: `~/` is the home, anything else is relative to the folder. */
export function expandPath(path: string, folder: string, home: string): string {
  if (path === "~") return home;
  return path.startsWith("~/") ? join(home, path.slice(2)) : resolve(folder, path);
}

/** The XDG rules say that a relative path is to be ignored. */
function xdgFolder(value: string | undefined, home: string, fallback: string): string {
  return value?.startsWith("/") ? value : join(home, fallback);
}
