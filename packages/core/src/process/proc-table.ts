import { readdirSync, readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { ProcessEntry, ProcessTable } from "./process-table.ts";

/** How many processes are looked at before others get their turn: some 2 ms. */
const SLICE = 200;

/** Processes as `/proc` shows them, see proc_pid_stat(5). */
export function createProcTable(root = "/proc"): ProcessTable {
  return {
    // Start times count from the boot.
    epoch: readFileSync(`${root}/sys/kernel/random/boot_id`, "latin1").trim(),
    async list(since) {
      const entries: ProcessEntry[] = [];
      let looked = 0;
      for (const name of readdirSync(root)) {
        if (!/^[1-9]\d*$/.test(name)) continue;
        const entry = readStat(root, Number(name));
        if (entry !== undefined && entry.startTime >= since) entries.push(entry);
        looked += 1;
        if (looked % SLICE === 0) await setImmediate();
      }
      return entries;
    },
    find: async (pid) => readStat(root, pid),
    hasVariable: (pid, name, value) => readEnvironment(root, pid).includes(`\0${name}=${value}\0`),
  };
}

function readStat(root: string, pid: number): ProcessEntry | undefined {
  try {
    return parseStat(readFileSync(`${root}/${pid}/stat`, "latin1"));
  } catch {
    // It ended between the listing and this look.
    return undefined;
  }
}

/** The program's name is in parentheses and may hold anything: the fields are counted behind the last one. */
export function parseStat(stat: string): ProcessEntry | undefined {
  const pid = Number.parseInt(stat, 10);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group, session] = fields;
  const startTime = Number(fields[19]);
  if (Number.isNaN(pid) || state === undefined || !Number.isFinite(startTime)) return undefined;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startTime,
    dead: state === "Z" || state === "X",
  };
}

function readEnvironment(root: string, pid: number): string {
  try {
    return `\0${readFileSync(`${root}/${pid}/environ`, "latin1")}`;
  } catch {
    // Gone, or another user's.
    return "";
  }
}
