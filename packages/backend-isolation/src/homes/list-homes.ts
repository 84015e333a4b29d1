import { lstatSync, type Stats } from "node:fs";
import { opendir } from "node:fs/promises";
import { setImmediate as breathe } from "node:timers/promises";
import { fromUserId, type UserId, VibeDeckError } from "@vibedeck/core";
import { homePath } from "./home-problem.ts";

/** Names after which other work gets its turn. */
const AT_ONCE = 250;

/**
 * The users that have a home: real directories whose name is an id that the mapping gives, sorted.
 * @throws `VibeDeckError` `UNAVAILABLE` when the directory cannot be read.
 */
export async function listHomes(usersDir: string): Promise<readonly UserId[]> {
  const owners: UserId[] = [];
  try {
    const directory = lstatSync(usersDir);
    if (!directory.isDirectory()) throw new Error("it is no directory");
    let looked = 0;
    for await (const { name } of await opendir(usersDir, { bufferSize: AT_ONCE })) {
      if (fromUserId(name) !== undefined && isHome(usersDir, name)) owners.push(name);
      if (++looked % AT_ONCE === 0) await breathe();
    }
  } catch (cause) {
    throw new VibeDeckError(
      "UNAVAILABLE",
      `The directory with the users' homes cannot be read: ${usersDir}`,
      {
        hint: "Make it (mode 700, owned by the user that the server runs as), or correct users_dir.",
        cause,
      },
    );
  }
  return owners.sort();
}

function isHome(usersDir: string, owner: UserId): boolean {
  return look(homePath(usersDir, owner))?.isDirectory() ?? false;
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // A name that cannot be looked at is no home now; the next listing looks again.
    return undefined;
  }
}
