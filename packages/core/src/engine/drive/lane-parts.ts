import type { Choice } from "./choice.ts";
import type { LaneDeps } from "./lane-deps.ts";
import type { LaneOverlay } from "./overlay.ts";
import type { Seat } from "./seat.ts";
import type { SendQueue } from "./send-queue.ts";
import type { Told } from "./told.ts";

/** What the pieces of one lane share. */
export interface LaneParts {
  readonly deps: LaneDeps;
  readonly key: string;
  /** The tool's id of the session. */
  readonly toolId: string;
  readonly queue: SendQueue;
  readonly seat: Seat;
  readonly overlay: LaneOverlay;
  readonly told: Told;
  readonly choice: Choice;
  /** Something that readers are told changed. */
  changed(): void;
  /** No turn runs any more. */
  onOver(): void;
}
