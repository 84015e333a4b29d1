import { isObject, type Json, own } from "../json.ts";
import type { TreeRoot } from "./find-members.ts";

/** How a later run of the server finds a process again. A number alone may belong to another one by then. */
export interface RunRecord {
  readonly pid: number;
  readonly startTime: number;
  readonly marker: string;
  /** `ProcessTable.epoch` of the start time. */
  readonly epoch: string;
}

/** The record as it is stored. */
export function writeRecord(root: TreeRoot, epoch: string): Json {
  return { pid: root.pid, startTime: root.startTime, marker: root.marker, epoch };
}

/** A stored record; `undefined` for anything else. Numbers that mean a whole group, or everybody, are refused. */
export function readRecord(record: Json): RunRecord | undefined {
  if (!isObject(record)) return undefined;
  const pid = own(record, "pid");
  const startTime = own(record, "startTime");
  const marker = own(record, "marker");
  const epoch = own(record, "epoch");
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 1) return undefined;
  if (typeof startTime !== "number" || typeof marker !== "string" || typeof epoch !== "string")
    return undefined;
  return /^[\w-]{16,64}$/.test(marker) ? { pid, startTime, marker, epoch } : undefined;
}
