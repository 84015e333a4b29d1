import type { MountedBackend } from "../host/mounted.ts";
import type { Logger } from "../logger.ts";
import type { Scope } from "../principal.ts";
import type { ScopedView } from "../view.ts";
import type { DriveLimits } from "./drive/seams.ts";

/** What {@link createEngine} takes. */
export interface EngineOptions {
  readonly backends: readonly MountedBackend[];
  /** Directory for the index and the user data; made with mode 0700 when missing. */
  readonly stateDir: string;
  readonly logger: Logger;
  /** Shown in the stream's `hello`. */
  readonly version: string;
  /** Worker threads for the first reading. Default 2; 0 reads in the main thread. */
  readonly workers?: number;
  /** Streams one user may hold. Default 20 for a user, 2,000 for the local principal. */
  readonly maxStreams?: number;
  /** Only watch: every call of {@link ScopedView.drive} throws `READ_ONLY`. Default false. */
  readonly readOnly?: boolean;
  /** How driving is bounded. Absent ones are as `DRIVE_LIMITS` has them. */
  readonly drive?: Partial<DriveLimits>;
  /** Milliseconds that {@link Engine.stop} gives running turns to end by themselves. Default 10,000. */
  readonly turnGraceMs?: number;
}

/** Watching, reading and indexing, without HTTP. */
export interface Engine {
  /**
   * Opens the index, walks the roots and goes on reading in the background.
   * @throws `VibeDeckError` `STATE_IN_USE` when another process holds the state directory, `STATE_UNWRITABLE`, `STATE_BROKEN`.
   */
  start(): Promise<void>;
  /**
   * Refuses new turns and gives running ones {@link EngineOptions.turnGraceMs} to end, then stops them; after that
   * ends the streams, stops watching and reading, and writes what is pending.
   */
  stop(): Promise<void>;
  /** True once the list is complete enough to be asked for. */
  readonly ready: boolean;
  /** The only door to sessions. */
  view(scope: Scope): ScopedView;
}
