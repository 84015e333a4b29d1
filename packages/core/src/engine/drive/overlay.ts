import type { DriveState } from "../../drive.ts";
import { Partials } from "./partials.ts";
import { Pulse } from "./pulse.ts";
import type { Overlay, PartialBlock } from "./seams.ts";

/** Wakes of one session's readers are this far apart, in milliseconds. */
const WAKE_MS = 16;

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

  /** The blocks changed. */
  wake(): void {
    this.#pulse.beat();
  }

  close(): void {
    this.#pulse.close();
  }
}
