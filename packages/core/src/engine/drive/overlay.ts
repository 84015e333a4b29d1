import type { DriveState } from "../../drive.ts";
import type { Message } from "../../message.ts";
import { type PartialEvent, Partials } from "./partials.ts";
import { Pulse } from "./pulse.ts";
import type { Overlay, PartialBlock } from "./seams.ts";

/** Wakes of one session's readers are this far apart, in milliseconds. */
const WAKE_MS = 16;

/** After a turn, blocks stand until the transcript was quiet for this long, in milliseconds. */
export const SETTLE_MS = 1_500;

/** One counter for all: a lane that was forgotten and made again must not tell a revision twice. */
let lastRevision = 0;

/** What a session's agent says beside the transcript, for the streams that follow it. */
export class LaneOverlay implements Overlay {
  revision: number = ++lastRevision;
  readonly partials: Partials = new Partials();
  readonly #firstEpoch = ++lastRevision;
  readonly #key: () => string;
  readonly #state: () => DriveState;
  readonly #pulse: Pulse;
  #data: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(key: () => string, state: () => DriveState, wake: () => void) {
    this.#key = key;
    this.#state = state;
    this.#pulse = new Pulse(WAKE_MS, wake);
  }

  get epoch(): number {
    return this.#firstEpoch + this.partials.epoch;
  }

  data(): string {
    this.#data ??= JSON.stringify({ key: this.#key(), drive: this.#state() });
    return this.#data;
  }

  blocks(): readonly PartialBlock[] {
    return this.partials.blocks();
  }

  /** The drive state changed. */
  touch(): void {
    this.revision = ++lastRevision;
    this.#data = undefined;
    this.#pulse.beat();
  }

  add(event: PartialEvent): void {
    const added = this.partials.add(event);
    // What begins is worth a wake of its own: somebody looks at an empty place.
    if (added === "first") this.#pulse.now();
    else if (added === "more") this.#pulse.beat();
  }

  /** The transcript got these messages. */
  seen(messages: readonly Message[]): void {
    if (this.partials.seen(messages)) this.#pulse.beat();
    if (this.#timer !== undefined) this.settle();
  }

  /** The turn is over: what the transcript does not get soon will not come any more. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.drop(), SETTLE_MS);
    this.#timer.unref();
  }

  /** What the transcript lacks is void. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.partials.clear()) this.#pulse.beat();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#pulse.close();
  }
}
