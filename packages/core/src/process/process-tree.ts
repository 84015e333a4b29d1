import { setTimeout } from "node:timers/promises";
import type { EndSignal } from "../cli.ts";
import { RUN_MARKER } from "./environment.ts";
import { findMembers, type TreeRoot } from "./find-members.ts";
import type { ProcessEntry, ProcessTable } from "./process-table.ts";
import { groupIsThere, sendSignal } from "./send-signal.ts";

/** Milliseconds between two looks whether anybody is left: the first, and the most. */
const FIRST_LOOK = 10;
const SLOWEST_LOOK = 500;
/** How often, and for how many milliseconds each, a kill is repeated for those that were started during it. */
const KILL_ROUNDS = 20;
const KILL_WAIT = 10;

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
    if (members !== undefined) return members.length > 0;
    return this.#root.ownGroup && groupIsThere(this.#root.pid);
  }

  /** Signals everybody. After `SIGKILL`, waits a moment for them to be gone, and kills whom they started meanwhile. */
  async signal(name: EndSignal): Promise<void> {
    for (let round = 0; round < (name === "SIGKILL" ? KILL_ROUNDS : 1); round += 1) {
      if (round > 0) await setTimeout(KILL_WAIT);
      const members = await this.#look();
      if (members === undefined) return this.#signalGroup(name);
      if (members.length === 0) return;
      await this.#signalMembers(members, name);
    }
  }

  /** Resolves when nobody is left. @returns `false` when somebody is after `limitMs` milliseconds. */
  async gone(limitMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    let wait = FIRST_LOOK;
    for (let waited = 0; await this.isThere(); waited += wait) {
      if (waited >= limitMs) return false;
      wait = Math.min(wait * 2, SLOWEST_LOOK);
      await setTimeout(wait, undefined, { ref: false });
    }
    return true;
  }

  /** `SIGTERM`, and `SIGKILL` for who is left after `graceMs` milliseconds. @returns whether nobody is left in the end. */
  async end(graceMs: number, killMs: number): Promise<boolean> {
    await this.signal("SIGTERM");
    if (await this.gone(graceMs)) return true;
    await this.signal("SIGKILL");
    return this.gone(killMs);
  }

  /** The group in one go, so that nobody slips through by starting another one; those outside of it one by one. */
  async #signalMembers(members: readonly ProcessEntry[], name: EndSignal): Promise<void> {
    const { pid: group } = this.#root;
    let groupTold = false;
    for (const member of members) {
      // The number may have gone to somebody else since it was listed.
      const now = await this.#table.find(member.pid).catch(() => undefined);
      if (now?.startTime !== member.startTime || (groupTold && now.group === group)) continue;
      groupTold ||= now.group === group;
      sendSignal(now.group === group ? -group : now.pid, name);
    }
  }

  /** All that can be done where processes cannot be listed: only for a group that cannot be another's by now. */
  #signalGroup(name: EndSignal): void {
    if (this.#root.ownGroup) sendSignal(-this.#root.pid, name);
  }

  async #look(): Promise<readonly ProcessEntry[] | undefined> {
    const entries = await this.#table.list(this.#root.startTime);
    if (entries === undefined) return undefined;
    const marked = (pid: number): boolean => this.#table.hasVariable(pid, RUN_MARKER, this.#root.marker);
    this.#known = findMembers(entries, this.#root, this.#known, marked);
    return this.#known;
  }
}
