import { readFileSync } from "node:fs";

/** What the system says of a process. */
export interface ProcessFacts {
  /** When it began, in clock ticks since the machine started; `undefined` where `/proc` is missing. */
  readonly started: string | undefined;
  readonly parent: number | undefined;
}

/** Asks the system about a process; `undefined` when there is none with that number. */
export function processFacts(pid: number): ProcessFacts | undefined {
  if (!isAlive(pid)) return undefined;
  const fields = statFields(pid);
  const parent = Number(fields?.[1]);
  return {
    started: fields?.[19],
    parent: Number.isSafeInteger(parent) && parent > 0 ? parent : undefined,
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is alive too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The fields of `/proc/PID/stat` from the third on: the second one, the name, may hold spaces and brackets. */
function statFields(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    // No /proc here, or the process has just ended.
    return undefined;
  }
}
