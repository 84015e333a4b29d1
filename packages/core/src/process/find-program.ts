import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/**
 * Where a program lies: an absolute name as it is, a bare one in the directories of `PATH` and then among the
 * candidates. Relative directories in `PATH` are skipped: what they hold depends on who started the server.
 * @param path The value of `PATH`.
 * @param candidates More absolute paths of this very program, best first.
 * @returns an absolute path of an executable file; `undefined` when there is none.
 */
export async function findProgram(
  program: string,
  path: string | undefined,
  candidates: readonly string[] = [],
): Promise<string | undefined> {
  const bare = !program.includes("/");
  const folders = bare ? (path ?? "").split(delimiter).filter((folder) => isAbsolute(folder)) : [];
  const places = bare ? folders.map((folder) => join(folder, program)).concat(candidates) : [program];
  for (const place of places) {
    if (isAbsolute(place) && (await isExecutable(place))) return place;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Missing and forbidden are the same here: look on in the next place.
    return false;
  }
}
