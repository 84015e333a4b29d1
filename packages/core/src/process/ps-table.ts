import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ProcessEntry, ProcessTable } from "./process-table.ts";

const run = promisify(execFile);
const COLUMNS = "pid=,ppid=,pgid=,state=,lstart=";

/** Processes as `ps` prints them, for systems without `/proc`. Their environment cannot be seen. */
export function createPsTable(program = "ps"): ProcessTable {
  const ps = async (...args: readonly string[]): Promise<readonly ProcessEntry[] | undefined> => {
    const options = {
      env: { PATH: "/bin:/usr/bin", LC_ALL: "C" },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 10_000,
    };
    const printed = await run(program, [...args, "-o", COLUMNS], options).catch((failed: unknown) => failed);
    return hasOutput(printed) ? parsePs(printed.stdout) : undefined;
  };
  return {
    // Start times are dates.
    epoch: "dates",
    list: async (since) => (await ps("-ax"))?.filter((entry) => entry.startTime >= since),
    find: async (pid) => (await ps("-p", String(pid)))?.find((entry) => entry.pid === pid),
    hasVariable: () => false,
  };
}

/** `ps` ends with 1 when it found nobody, and still tells so properly. */
function hasOutput(printed: unknown): printed is { readonly stdout: string } {
  if (typeof printed !== "object" || printed === null || !("stdout" in printed)) return false;
  return typeof printed.stdout === "string" && (!("code" in printed) || printed.code === 1);
}

/** Reads lines like `123 1 123 Ss Tue Nov 24 10:46:32 2026`; seconds of the start as milliseconds since the epoch. */
export function parsePs(printed: string): readonly ProcessEntry[] {
  return printed.split("\n").flatMap((line) => {
    const [pid, parent, group, state = "", ...start] = line.trim().split(/\s+/);
    const startTime = Date.parse(start.join(" "));
    if (start.length === 0 || Number.isNaN(startTime)) return [];
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      startTime,
      dead: state[0] === "Z",
    };
  });
}
