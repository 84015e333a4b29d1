import type { Orphan } from "../cli.ts";
import type { Json } from "../json.ts";
import type { ProcessTable } from "./process-table.ts";
import { ProcessTree } from "./process-tree.ts";
import { readRecord } from "./run-record.ts";

/**
 * Finds what is left of a run of an earlier server: its leader, or whoever of it lives on.
 * @returns `undefined` when nobody is left, or when the number belongs to another process now.
 */
export async function recoverRun(record: Json, table: ProcessTable): Promise<Orphan | undefined> {
  const run = readRecord(record);
  if (run === undefined || run.epoch !== table.epoch || run.pid === process.pid) return undefined;
  // Without a list only the bare number would be left, and it proves nothing.
  if ((await table.list(run.startTime)) === undefined) return undefined;
  const tree = new ProcessTree({ ...run, ownGroup: false }, table);
  if (!(await tree.isThere())) return undefined;
  let gone: Promise<void> | undefined;
  return {
    signal: (name) => tree.signal(name),
    get gone() {
      gone ??= tree.gone().then(() => {});
      return gone;
    },
  };
}
