import type { ProcessEntry } from "./process-table.ts";

/** A process that was started by us as the leader of a new session, and so of a new group. */
export interface TreeRoot {
  readonly pid: number;
  readonly startTime: number;
  /** The value of the run's marker in the environment. */
  readonly marker: string;
  /**
   * Whether its group is still the run's when the leader is gone and nobody in it carries the marker: true for a run
   * of this process, false for one of an earlier run, whose number may long be another's.
   */
  readonly ownGroup: boolean;
}

/**
 * Who belongs to a run: its leader's group and session, whoever carries its marker, who was known to belong to it,
 * and all that those started. A daemon that cleared its environment, left the session and lost its parent is not found.
 * @param entries Processes as listed, the dead ones too.
 * @param marked Whether a process carries the marker.
 */
export function findMembers(
  entries: readonly ProcessEntry[],
  root: TreeRoot,
  known: readonly ProcessEntry[],
  marked: (pid: number) => boolean,
): readonly ProcessEntry[] {
  const living = entries.filter((entry) => !entry.dead && entry.pid !== process.pid);
  const before = new Set(known.map(identity));
  const carriers = new Set(living.filter((entry) => marked(entry.pid)).map((entry) => entry.pid));
  const together = (entry: ProcessEntry): boolean => entry.group === root.pid || entry.session === root.pid;
  const group =
    leads(entries, root) ??
    (root.ownGroup || living.some((entry) => together(entry) && carriers.has(entry.pid)));
  const members = new Set(
    living.filter((one) => carriers.has(one.pid) || before.has(identity(one)) || (group && together(one))),
  );
  addChildren(members, living);
  return [...members];
}

function identity(entry: ProcessEntry): string {
  return `${entry.pid} ${entry.startTime}`;
}

/** Whether the one with the leader's number is the leader; `undefined` when nobody has the number. */
function leads(entries: readonly ProcessEntry[], root: TreeRoot): boolean | undefined {
  const holder = entries.find((entry) => entry.pid === root.pid);
  return holder && holder.startTime === root.startTime;
}

function addChildren(members: Set<ProcessEntry>, living: readonly ProcessEntry[]): void {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of living) {
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  // A set hands out what is added while it is walked: the children of children come along.
  for (const member of members) {
    for (const child of children.get(member.pid) ?? []) members.add(child);
  }
}
