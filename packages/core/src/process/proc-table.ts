import { readdirSync, readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { ProcessEntry, ProcessTable } from "./process-table.ts";
import { isErrno } from "./send-signal.ts";

/** How many processes are looked at before others get their turn: some 2 ms. */
const SLICE = 200;

/** Processes as `/proc` shows them, see proc_pid_stat(5). */
export function createProcTable(root = "/proc"): ProcessTable {
  return {
    // Start times count from the boot.
    epoch: readFileSync(`${root}/sys/kernel/random/boot_id`, "latin1").trim(),
    // Short of open files, say: "nobody is there" would be wrong.
    list: (since) => listSince(root, since).catch(() => undefined),
    find: async (pid) => readStat(root, pid),
    hasVariable: (pid, name, value) => readEnvironment(root, pid).includes(`\0${name}=${value}\0`),
  };
}

async function listSince(root: string, since: number): Promise<readonly ProcessEntry[]> {
  const entries: ProcessEntry[] = [];
  const pids = readdirSync(root).filter((name) => /^[1-9]\d*$/.test(name));
  for (const [index, pid] of pids.entries()) {
    if (index % SLICE === SLICE - 1) await setImmediate();
    const entry = readStat(root, Number(pid));
    if (entry !== undefined && entry.startTime >= since) entries.push(entry);
  }
  return entries;
}

function readStat(root: string, pid: number): ProcessEntry | undefined {
  try {
    return parseStat(readFileSync(`${root}/${pid}/stat`, "latin1"));
  } catch (error) {
    // It ended between the listing and this look, or is hidden from us.
    if (isErrno(error, "ENOENT", "ESRCH", "EACCES", "EPERM")) return undefined;
    throw error;
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
