import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { isVibeDeckError } from "@vibedeck/core";
import { lockState, reasonOf } from "@vibedeck/core/host";
import type { Finding } from "./finding.ts";

/** Whether the state directory can be used, and who uses it now. Nothing is made when it is not there. */
export function stateFinding(directory: string): Finding {
  if (!existsSync(directory)) return parentFinding(directory);
  try {
    lockState(directory).release();
    return { state: "ok", text: `State directory ${directory}` };
  } catch (error) {
    if (!isVibeDeckError(error))
      return { state: "failure", text: `State directory ${directory}: ${reasonOf(error)}` };
    if (error.code !== "STATE_IN_USE")
      return { state: "failure", text: error.message, ...(error.hint ? { hint: error.hint } : {}) };
    const pid = holderOf(join(directory, "lock.db"));
    return {
      state: "warning",
      text: `State directory ${directory} is held by ${pid === undefined ? "another VibeDeck" : `process ${pid}`}`,
      hint: "That VibeDeck serves already. A second one needs a --state-dir of its own.",
    };
  }
}

function parentFinding(directory: string): Finding {
  let parent = dirname(directory);
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    accessSync(parent, constants.W_OK | constants.X_OK);
    return { state: "ok", text: `State directory ${directory} (made at the first start)` };
  } catch {
    return {
      state: "failure",
      text: `State directory ${directory} cannot be made: ${parent} is not writable`,
      hint: "Choose another with --state-dir.",
    };
  }
}

/** The process that holds a lock on a file, where the kernel tells (Linux). */
function holderOf(path: string): number | undefined {
  try {
    const { ino } = statSync(path);
    const line = readFileSync("/proc/locks", "utf8")
      .split("\n")
      .find((text) => new RegExp(`:${ino} `).test(text));
    const pid = Number(line?.trim().split(/\s+/)[4]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    // No /proc/locks here: the lock itself was proof enough.
    return undefined;
  }
}
