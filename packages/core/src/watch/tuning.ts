/** Times and bounds of a root watcher; all of them have defaults that fit. */
export interface WatchTuning {
  /** Milliseconds in which one name is looked at once; further events wait for the end. The first never waits. */
  readonly windowMs: number;
  /** Names looked at within one window; in a storm of names their directory is listed instead, later. */
  readonly looksPerWindow: number;
  /** Events below one root within one window; a directory with more of them is not listened to, and listed later. */
  readonly eventsPerWindow: number;
  /** Milliseconds until a directory is listed after a storm of events in it. */
  readonly stormMs: number;
  /** Milliseconds between two looks at whether the root is there, and the same one. */
  readonly rootMs: number;
  /** Milliseconds between two listings of directories that could not be watched. */
  readonly unwatchedMs: number;
  /** Milliseconds between two listings of everything, which find what the system did not report. */
  readonly rescanMs: number;
  /** Milliseconds of walking after which other work gets its turn. */
  readonly sliceMs: number;
  readonly maxWatches: number;
  readonly maxDirectories: number;
  readonly maxFiles: number;
}

/** What is used where nothing else is said. */
export const DEFAULT_TUNING: WatchTuning = {
  windowMs: 10,
  looksPerWindow: 100,
  eventsPerWindow: 300,
  stormMs: 1_000,
  rootMs: 1_000,
  unwatchedMs: 2_000,
  rescanMs: 60_000,
  sliceMs: 8,
  maxWatches: 5_000,
  maxDirectories: 20_000,
  maxFiles: 50_000,
};
