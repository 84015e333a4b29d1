import type { Logger } from "../../logger.ts";
import type { DrivenStore } from "../state/driven-store.ts";
import type { RunStore } from "../state/run-store.ts";
import type { SendStore } from "../state/send-store.ts";
import type { Approvals } from "./approvals.ts";
import type { Lane } from "./lane.ts";
import type { LeftRuns } from "./left-runs.ts";
import type { DriveHost, DriveLimits } from "./seams.ts";
import type { Slots } from "./slots.ts";

/** What all lanes share. */
export interface LaneDeps {
  readonly host: Pick<DriveHost, "changed" | "wake">;
  readonly sends: SendStore;
  readonly driven: DrivenStore;
  readonly runs: RunStore;
  readonly approvals: Approvals;
  readonly slots: Slots;
  readonly limits: DriveLimits;
  readonly logger: Logger;
  readonly now: () => number;
  /** Finds out whether another program runs a session, unless that was done a moment ago. */
  readonly look: (lane: Lane) => Promise<void>;
  /** What an earlier run of the server left. */
  readonly left: Pick<LeftRuns, "clear" | "fate" | "since" | "stop">;
}
