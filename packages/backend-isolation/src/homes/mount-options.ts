import { readFileSync } from "node:fs";

/** One line of a mount table. */
interface Mount {
  readonly place: string;
  readonly options: readonly string[];
}

/**
 * Options of the mount that a path is on.
 * @param path absolute, with no link in it.
 * @param table in the format of `/proc/self/mountinfo` (proc(5)): the fifth field is the place, the sixth the options.
 * @returns `undefined` when the table names no such mount.
 */
export function mountOptions(path: string, table: string): readonly string[] | undefined {
  let best: Mount | undefined;
  for (const line of table.split("\n")) {
    const mount = mountOf(line);
    // Of two mounts on one place, the later one hides the other.
    if (mount !== undefined && covers(mount.place, path) && mount.place.length >= (best?.place.length ?? 0))
      best = mount;
  }
  return best?.options;
}

/** The table of this process; `undefined` where there is none. */
export function mountTable(): string | undefined {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    // Not Linux: what cannot be told is not complained of.
    return undefined;
  }
}

function mountOf(line: string): Mount | undefined {
  const [, , , , place, options] = line.split(" ");
  if (place === undefined || options === undefined) return undefined;
  return { place: unescaped(place), options: options.split(",") };
}

/** Spaces, tabs, newlines and backslashes are written as three octal digits. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

function covers(place: string, path: string): boolean {
  return place === "/" || path === place || path.startsWith(`${place}/`);
}
