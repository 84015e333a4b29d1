import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process, as /proc shows it. */
export interface ProcessSeen {
  readonly pid: number;
  readonly command: string;
}

/** Running processes whose home is a folder, or that work below it; zombies are gone already. */
export function processesOf(home: string): ProcessSeen[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && isOf(home, pid))
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() }));
}

function isOf(home: string, pid: number): boolean {
  if (/^State:\s+[ZX]/m.test(read(`/proc/${pid}/status`))) return false;
  const variables = read(`/proc/${pid}/environ`).split("\0");
  return variables.includes(`HOME=${home}`) || workingFolder(pid).startsWith(`${home}/`);
}

function workingFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** A process may be gone between the listing and the look. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
