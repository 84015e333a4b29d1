import { existsSync } from "node:fs";
import { createProcTable } from "./proc-table.ts";
import { createPsTable } from "./ps-table.ts";

/** A process as the system lists it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Absent where the system does not tell. */
  readonly session?: number;
  /** Tells it from another process that had the number before; grows with time within one boot. */
  readonly startTime: number;
  /** Ended, and not yet taken notice of by its parent. */
  readonly dead: boolean;
}

/** The processes of this machine. */
export interface ProcessTable {
  /** Start times mean something only together with this: it changes when they begin anew. */
  readonly epoch: string;
  /** All that started at `since` or later; `undefined` when the system does not tell. */
  list(since: number): Promise<readonly ProcessEntry[] | undefined>;
  find(pid: number): Promise<ProcessEntry | undefined>;
  /** Whether it was started with this variable. `false` where that cannot be seen. */
  hasVariable(pid: number, name: string, value: string): boolean;
}

/** The best way to look at processes here: `/proc` on Linux, `ps` elsewhere. */
export function processTable(): ProcessTable {
  return process.platform === "linux" && existsSync("/proc/sys/kernel/random/boot_id")
    ? createProcTable()
    : createPsTable();
}
