import type { MountedBackend } from "../host/mounted.ts";
import type { Logger } from "../logger.ts";
import type { Scope } from "../principal.ts";
import type { ScopedView } from "../view.ts";

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
}

/** Watching, reading and indexing, without HTTP. */
export interface Engine {
  /**
   * Opens the index, walks the roots and goes on reading in the background.
   * @throws `VibeDeckError` `STATE_IN_USE` when another process holds the state directory, `STATE_UNWRITABLE`, `STATE_BROKEN`.
   */
  start(): Promise<void>;
  /** Stops watching and reading, writes what is pending. */
  stop(): Promise<void>;
  /** True once the list is complete enough to be asked for. */
  readonly ready: boolean;
  /** The only door to sessions. */
  view(scope: Scope): ScopedView;
}
