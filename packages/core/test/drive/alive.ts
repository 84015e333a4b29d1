import { readFileSync } from "node:fs";

/** Whether a process runs; one that is dead and was not waited for yet does not. */
export function alive(pid: number | undefined): boolean {
  if (pid === undefined || !Number.isSafeInteger(pid)) throw new Error("no process");
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
