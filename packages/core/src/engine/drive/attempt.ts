import type { Attachment } from "../../conversation.ts";
import { isVibeDeckError } from "../../errors.ts";
import { CRASHED, failureOf, StartFailed } from "./failure-of.ts";
import type { LaneParts } from "./lane-parts.ts";
import type { Place } from "./place.ts";
import type { QueuedSend } from "./send-queue.ts";
import { traceOf } from "./trace-of.ts";
import type { Stopper } from "./turn.ts";
import { unlessAborted } from "./within.ts";

const NO_PLACE = "waits for a free place: too many agents work at once";

/** What an attempt asks its lane. */
export interface AttemptAsks {
  /** Looks whether another program runs the session. */
  look(): Promise<void>;
  /** Whether it is still the one that the lane waits for. */
  stands(): boolean;
}

/** A message on its way to an agent: a place, an agent with the right settings, the mark that it was written. */
export class Attempt {
  readonly item: QueuedSend;
  /** Settles when it came to its end, whichever. */
  readonly over: Promise<void>;
  readonly #lane: LaneParts;
  readonly #place: Place;
  readonly #asks: AttemptAsks;
  readonly #abort = new AbortController();
  #by: Stopper | "left" | undefined;
  #tell: () => void = () => {};

  constructor(item: QueuedSend, lane: LaneParts, place: Place, asks: AttemptAsks) {
    this.item = item;
    this.#lane = lane;
    this.#place = place;
    this.#asks = asks;
    this.over = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  /**
   * Makes an agent ready and marks the message as running.
   * @returns what goes along with it.
   * @throws whatever keeps it from being written.
   */
  async run(): Promise<readonly Attachment[]> {
    try {
      return await this.#run();
    } finally {
      // Those who wait for the end want to find the lane in its next state.
      setImmediate(this.#tell);
    }
  }

  get stopped(): boolean {
    return this.#by !== undefined;
  }

  /** @param by `left`: a turn from before the restart goes on after all, and the message waits for its end. */
  giveUp(by: Stopper | "left"): void {
    this.#by ??= by;
    this.#abort.abort(new Error("stopped"));
  }

  /** What becomes of the message, and of those behind it. */
  failed(error: unknown): void {
    const { queue, deps, key } = this.#lane;
    if (this.#by === "server" || this.#by === "place") queue.takeBack(this.item);
    else if (this.#by === "left") queue.requeue(this.item);
    else if (this.#by === "person") queue.end(this.item, "interrupted");
    else {
      const failure = failureOf(error);
      deps.logger.warn({ session: key, kind: failure.kind, ...unforeseen(error) }, "A turn could not begin");
      queue.end(this.item, "failed", { failure });
      queue.hold();
    }
  }

  async #run(): Promise<readonly Attachment[]> {
    const { seat, queue, choice, told, deps } = this.#lane;
    const { item } = this;
    const { signal } = this.#abort;
    await this.#place.take(signal, () => this.#waits());
    this.#phase(undefined);
    await unlessAborted(deps.left.clear(this.#lane.key), signal);
    if (seat.agent !== undefined) await this.#asks.look();
    signal.throwIfAborted();
    const anew = told.other !== undefined;
    const agent = await seat.ready(item.settings, anew, signal, {
      onStart: () => this.#starts(),
      onPhase: (text) => this.#phase(text),
    });
    await unlessAborted(seat.apply(choice.over(item.settings)), signal);
    signal.throwIfAborted();
    if (seat.agent !== agent) throw new StartFailed(CRASHED);
    const contents = queue.contents(item);
    queue.change(item, { state: "running" });
    return contents;
  }

  #waits(): void {
    const { item } = this;
    if (item.send.state === "accepted") item.send = { ...item.send, state: "queued" };
    this.#phase(NO_PLACE);
  }

  #starts(): void {
    const { told } = this.#lane;
    if (!this.#asks.stands() || told.stage !== "running") return;
    told.stage = "starting";
    this.#lane.changed();
  }

  #phase(text: string | undefined): void {
    const { told } = this.#lane;
    if (!this.#asks.stands() || told.phase === text) return;
    told.phase = text;
    this.#lane.changed();
  }
}

/** What nobody foresaw is worth its trace. */
function unforeseen(error: unknown): object {
  const known = error instanceof StartFailed || isVibeDeckError(error);
  return known ? {} : traceOf(error);
}
