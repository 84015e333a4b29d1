import { lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fromUserId, type Logger, VibeDeckError } from "@vibedeck/core";
import type { Tenant } from "../sandbox-runtime.ts";
import { homePath, homeProblem } from "./home-problem.ts";

/** A home that is there and may be mounted. */
export interface EnsuredHome extends Tenant {
  /** True when it was not there: a sandbox that has the old one mounted writes into a directory without a name. */
  readonly created: boolean;
}

/**
 * Makes the home of a user when it is missing, and checks that it is one: a real directory of ours that nobody else
 * can write, on the device of `users_dir`. What is in it is left alone, owner and permissions too.
 * @param usersDir absolute path, normalised.
 * @throws `VibeDeckError` `UNAVAILABLE` with a sentence for its user. The reason names paths: it is in the log, and is
 * the `cause`.
 */
export function ensureHome(usersDir: string, owner: string, logger: Logger): EnsuredHome {
  try {
    const home = homePath(usersDir, owner);
    // The ids come from one mapping that allows neither dots nor slashes; this is what everything rests on.
    if (fromUserId(owner) === undefined || dirname(home) !== usersDir) {
      throw new Error(`${JSON.stringify(owner.slice(0, 80))} is no id of a user`);
    }
    const parent = lstatSync(usersDir);
    if (!parent.isDirectory()) throw new Error(`${usersDir} is no directory`);
    const created = make(home);
    const problem = homeProblem(home, { uid: process.getuid?.(), device: parent.dev });
    if (problem !== undefined) throw new Error(problem);
    return { owner, home, created };
  } catch (cause) {
    logger.error({ owner: owner.slice(0, 80), err: cause }, "The home of a user cannot be used");
    throw new VibeDeckError("UNAVAILABLE", "Your home on this server is not usable.", {
      hint: "Ask whoever runs the server: its log has the reason.",
      cause,
    });
  }
}

/** @returns false when something has the name already, be it a home or not. */
function make(home: string): boolean {
  try {
    mkdirSync(home, { mode: 0o700 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
