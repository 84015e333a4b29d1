import type { Failure } from "../../conversation.ts";
import type { Message } from "../../message.ts";
import type { Activity } from "../../session.ts";
import type { FileRecord } from "../catalog/file-record.ts";
import type { LaneParts } from "./lane-parts.ts";
import type { QueuedSend, SendEnd } from "./send-queue.ts";

/** How long the transcript must have been quiet until what it lacks will not come, and how long it may grow on; milliseconds. */
const QUIET_MS = 1_500;
const MAX_SETTLE_MS = 10_000;

const GOES_ON = "goes on from before the server was restarted";
const ENDED: Failure = { kind: "other", text: "The server ended while this ran." };
const CUT_SHORT: Failure = {
  kind: "other",
  text: "The agent went on while the server was restarted, and ended before its answer was complete.",
};

/** What is asked of the lane. */
export interface LeftHooks {
  readonly record: () => FileRecord;
  /** A turn goes on: what was about to begin another one waits. */
  onGoesOn(): void;
}

/**
 * What an earlier run of the server left of a session: messages that were on their way, and perhaps the turn that they
 * are in. Only the transcript tells how it ended, so they are done when their answer stands there.
 */
export class LeftTurn {
  readonly #lane: LaneParts;
  readonly #hooks: LeftHooks;
  #items: QueuedSend[];
  readonly #joined = new Set<QueuedSend>();
  readonly #answered = new Set<QueuedSend>();
  /** `rests`: nothing goes on. `settles`: its process is gone, and the transcript is waited for. */
  #stage: "rests" | "goes-on" | "settles" = "rests";
  #since: number | undefined;
  #stopped = false;
  #went = false;
  #deadline = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(lane: LaneParts, hooks: LeftHooks) {
    this.#lane = lane;
    this.#hooks = hooks;
    this.#items = lane.queue.live.filter(({ send }) => send.state === "running");
  }

  /** Whether no other turn may begin. */
  get holds(): boolean {
    return this.#stage !== "rests";
  }

  /** Whether the transcript may still tell how it ended. */
  get isOpen(): boolean {
    return this.#items.length > 0;
  }

  /** When the turn that goes on began, as far as that is known; milliseconds since the epoch. */
  get since(): number | undefined {
    return this.holds ? this.#since : undefined;
  }

  /** Looks what became of the processes. */
  sync(): void {
    const { deps, key } = this.#lane;
    const fate = deps.left.fate(key);
    if (fate === "goes-on") this.#begin();
    else if (fate === "lost") this.#lose();
    else if (fate === "looking" || this.#stage === "settles") return;
    else if (this.#stage === "goes-on") this.#gone();
    else {
      this.#settleItems();
      // What was sent meanwhile waited for this.
      if (this.#lane.told.stage === "none") this.#lane.onOver();
    }
    this.#lane.changed();
  }

  /** Ends the turn, because a person wants it. Resolves when it is over, or when nothing more can be done. */
  async stop(): Promise<void> {
    const { told, queue, deps, key } = this.#lane;
    if (this.#stage !== "goes-on") return;
    this.#stopped = true;
    told.stage = "stopping";
    queue.hold();
    this.#lane.changed();
    if (await deps.left.stop(key)) return;
    told.phase = "cannot be stopped";
    this.#lane.changed();
  }

  /** The transcript got these messages; what is known of the session has them already. */
  seen(messages: readonly Message[]): void {
    if (this.#items.length === 0) return;
    for (const message of messages) this.#weigh(message);
    if (this.#stage === "settles") this.#await();
    else if (this.#stage === "rests" && this.#items.every(({ send }) => send.endedAt !== undefined))
      this.#mend();
  }

  /** Another turn begins, or the server stops: what it was will not be found out. */
  close(): void {
    clearTimeout(this.#timer);
    this.#items = [];
  }

  #begin(): void {
    if (this.#stage === "goes-on") return;
    const { queue, told, deps, key } = this.#lane;
    clearTimeout(this.#timer);
    const { last } = queue;
    // A run before this one may have lost sight of it.
    if (this.#items.length === 0 && last?.send.state === "unknown") this.#items = [last];
    for (const item of this.#items) queue.revive(item);
    const opener = this.#items[0]?.send.at ?? 0;
    this.#since = Math.max(deps.left.since(key) ?? 0, opener);
    this.#stage = "goes-on";
    this.#went = true;
    told.stage = "running";
    told.phase = GOES_ON;
    this.#hooks.onGoesOn();
  }

  /** Its place does not answer: nothing can be said of it, and nothing is sent again. */
  #lose(): void {
    const { queue } = this.#lane;
    for (const item of this.#items) if (item.send.endedAt === undefined) queue.end(item, "unknown");
    if (this.#stage === "goes-on") this.#rest();
  }

  #gone(): void {
    this.#stage = "settles";
    this.#deadline = this.#lane.deps.now() + MAX_SETTLE_MS;
    this.#await();
  }

  /** What stands in the transcript is read a moment after it was written. */
  #await(): void {
    clearTimeout(this.#timer);
    const left = Math.min(QUIET_MS, this.#deadline - this.#lane.deps.now());
    if (this.#stopped || left <= 0 || this.#items.every((item) => this.#isDone(item))) this.#settle();
    else this.#timer = setTimeout(() => this.#settle(), left).unref();
  }

  #settle(): void {
    this.#settleItems();
    this.#rest();
    this.#lane.onOver();
  }

  #rest(): void {
    const { told, deps } = this.#lane;
    clearTimeout(this.#timer);
    this.#stage = "rests";
    this.#since = undefined;
    told.stage = "none";
    told.phase = undefined;
    // What it wrote last is not another program's.
    told.activeAt = deps.now();
  }

  #settleItems(): void {
    const { queue } = this.#lane;
    for (const item of this.#items) {
      if (item.send.endedAt !== undefined) continue;
      const { state, ...more } = this.#outcome(item);
      queue.end(item, state, more);
    }
  }

  #outcome(item: QueuedSend): SendEnd & { readonly state: "done" | "failed" | "interrupted" | "unknown" } {
    if (this.#isDone(item)) return { state: "done" };
    if (this.#stopped) return { state: "interrupted" };
    const { activity } = this.#hooks.record().facts ?? {};
    if (activity?.state === "error" && this.#joined.has(item))
      return { state: "failed", failure: { kind: "other", text: activity.reason ?? "The turn failed." } };
    if (!item.sure) return { state: "unknown" };
    return { state: "interrupted", failure: this.#went ? CUT_SHORT : ENDED };
  }

  /** What was given up before its answer was read is done after all. */
  #mend(): void {
    const { queue } = this.#lane;
    if (this.#stopped) return;
    const late = this.#items.filter((item) => item.send.state !== "done" && this.#isDone(item));
    for (const item of late) queue.mend(item);
    if (late.length > 0) this.#lane.changed();
  }

  #weigh({ id, role, agentId, at }: Message): void {
    const item = this.#items.find(({ send }) => send.id === id);
    if (item !== undefined) this.#joined.add(item);
    if (role !== "assistant" || agentId !== undefined) return;
    for (const one of this.#items) {
      const since = one.sure && at !== undefined && at >= one.send.at;
      if (this.#joined.has(one) || since) this.#answered.add(one);
    }
  }

  #isDone(item: QueuedSend): boolean {
    return this.#answered.has(item) && isFinished(this.#hooks.record().facts?.activity);
  }
}

/** Whether a turn came to its end, by a transcript that nobody writes any more. */
function isFinished(activity: Activity | undefined): boolean {
  // A turn that was stopped, or waits for something, says so.
  if (activity === undefined || activity.reason !== undefined) return false;
  if (activity.state === "idle") return true;
  const [next] = activity.later ?? [];
  return activity.state === "working" && next?.state === "idle" && next.reason === undefined;
}
