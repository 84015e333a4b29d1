import { setTimeout } from "node:timers/promises";
import type { EndSignal } from "../cli.ts";
import { RUN_MARKER } from "./environment.ts";
import { findMembers, type TreeRoot } from "./find-members.ts";
import type { ProcessEntry, ProcessTable } from "./process-table.ts";
import { groupIsThere, sendSignal } from "./send-signal.ts";

/** Milliseconds between two looks whether anybody is left: the first, and the most. */
const FIRST_LOOK = 10;
const SLOWEST_LOOK = 500;
/** A process that starts others faster than this many looks find them is not caught. */
const KILL_ROUNDS = 20;

/** A process and all that it started, as far as the system can tell. */
export class ProcessTree {
  readonly #root: TreeRoot;
  readonly #table: ProcessTable;
  #known: readonly ProcessEntry[] = [];

  constructor(root: TreeRoot, table: ProcessTable) {
    this.#root = root;
    this.#table = table;
  }

  /** Whether anybody is left. */
  async isThere(): Promise<boolean> {
    const members = await this.#look();
    return members === undefined ? groupIsThere(this.#root.pid) : members.length > 0;
  }

  /** Signals everybody. With `SIGKILL`, looks again until there is nobody who was not told. */
  async signal(name: EndSignal): Promise<void> {
    const told = new Set<string>();
    for (let round = 0; round < (name === "SIGKILL" ? KILL_ROUNDS : 1); round += 1) {
      const members = await this.#look();
      if (members === undefined) return sendSignal(-this.#root.pid, name);
      const fresh = members.filter((member) => !told.has(`${member.pid} ${member.startTime}`));
      if (fresh.length === 0) return;
      await this.#tell(fresh, name);
      for (const member of fresh) told.add(`${member.pid} ${member.startTime}`);
    }
  }

  /** Resolves when nobody is left. @returns `false` when somebody is after `limitMs` milliseconds. */
  async gone(limitMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    let wait = FIRST_LOOK;
    for (let waited = 0; await this.isThere(); waited += wait) {
      if (waited >= limitMs) return false;
      wait = Math.min(wait * 2, SLOWEST_LOOK, Math.max(limitMs - waited, 1));
      await setTimeout(wait, undefined, { ref: false });
    }
    return true;
  }

  /** The group first, in one go, so that nobody slips through by starting another one; then those outside of it. */
  async #tell(members: readonly ProcessEntry[], name: EndSignal): Promise<void> {
    const { pid: group } = this.#root;
    let groupTold = false;
    for (const member of members) {
      if (groupTold && member.group === group) continue;
      // The number may have gone to somebody else since it was listed.
      const now = await this.#table.find(member.pid);
      if (now?.startTime !== member.startTime) continue;
      groupTold ||= now.group === group;
      sendSignal(now.group === group ? -group : now.pid, name);
    }
  }

  async #look(): Promise<readonly ProcessEntry[] | undefined> {
    const entries = await this.#table.list(this.#root.startTime);
    if (entries === undefined) return undefined;
    const marked = (pid: number): boolean => this.#table.hasVariable(pid, RUN_MARKER, this.#root.marker);
    this.#known = findMembers(entries, this.#root, this.#known, marked);
    return this.#known;
  }
}
