/** The file system that a directory is on, as the kernel tells it. */
export interface FileSystem {
  /** `ext4`, `xfs`, `tmpfs`. */
  readonly type: string;
  /** Of the mount, and of the file system: `nosuid`, `prjquota`. */
  readonly options: readonly string[];
}

/**
 * The file system that a path is on. Pure.
 * @param path absolute, with no link in it.
 * @param table in the format of `/proc/self/mountinfo` (proc(5)): what follows ` - ` is of the file system itself.
 */
export function fileSystemOf(path: string, table: string): FileSystem | undefined {
  let best: { readonly point: string; readonly facts: FileSystem } | undefined;
  for (const line of table.split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , , point = "", own = ""] = before.split(" ");
    const place = unescaped(point);
    if (place === "" || !isWithin(path, place)) continue;
    // Of two mounts at one place the later one is on top.
    if (best !== undefined && place.length < best.point.length) continue;
    const [type = "", , system = ""] = after.split(" ");
    best = { point: place, facts: { type, options: [...own.split(","), ...system.split(",")] } };
  }
  return best?.facts;
}

/** Spaces and the like are written in octal there. */
function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

function isWithin(path: string, place: string): boolean {
  return place === "/" || path === place || path.startsWith(`${place}/`);
}
