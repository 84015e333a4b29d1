import { type Stats, statSync } from "node:fs";
import { tmpdir } from "node:os";

let known: boolean | undefined;

/**
 * When a file was born, in milliseconds since the epoch; 0 where the system does not tell. Node gives the time of the
 * last change instead where the system call is too old or forbidden, and that is no way to tell files apart.
 */
export function birthTime(stats: Pick<Stats, "birthtimeMs">): number {
  known ??= [tmpdir(), "/", process.execPath].map(look).some((seen) => seen?.birthtimeMs !== seen?.ctimeMs);
  return known ? stats.birthtimeMs : 0;
}

function look(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
