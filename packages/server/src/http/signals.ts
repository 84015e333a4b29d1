import { type Logger, silentLogger } from "@vibedeck/core";

/** The part of `process` that is needed: tests bring their own. */
export interface SignalSource {
  on(event: string, listener: (value: unknown) => void): unknown;
  off(event: string, listener: (value: unknown) => void): unknown;
  exit(code: number): void;
}

/** What {@link drainOnSignals} takes. */
export interface SignalOptions {
  readonly logger?: Logger;
  /** Milliseconds after which the process exits although `close` is not done. Default 10,000. */
  readonly limitMs?: number;
  /** Called at the second signal: makes `close` end soon, within 6 seconds. Absent: the process exits then. */
  readonly hurry?: () => void;
  /** Default: this process. */
  readonly source?: SignalSource;
}

/** How long `close` may go on after a second signal, in milliseconds. */
const HURRY_MS = 6_000;

const SIGNALS: ReadonlyMap<string, number> = new Map([
  ["SIGINT", 130],
  ["SIGTERM", 143],
]);

/**
 * On SIGINT or SIGTERM: runs `close`, then exits 0; a second signal hurries it, or exits at once where nothing can, and a
 * third one exits, with 130 or 143 then. On an uncaught exception or an unhandled rejection: logs it, runs `close`, exits 1. Returns a function
 * that takes the listeners off again.
 */
export function drainOnSignals(close: () => Promise<void>, options: SignalOptions = {}): () => void {
  const { logger = silentLogger, limitMs = 10_000, hurry, source = process } = options;
  const timers: NodeJS.Timeout[] = [];
  let leaving = false;
  let forced: number | undefined;
  let hurried = hurry === undefined;
  const leave = async (code: number): Promise<void> => {
    leaving = true;
    timers.push(setTimeout(() => source.exit(1), limitMs));
    try {
      await close();
      source.exit(forced ?? code);
    } catch (error) {
      logger.error({ err: error }, "Stopping failed");
      source.exit(1);
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  };
  const goOn = (code: number): void => {
    forced = code;
    if (hurried) source.exit(code);
    else timers.push(setTimeout(() => source.exit(code), HURRY_MS));
    if (!hurried) hurry?.();
    hurried = true;
  };
  const listeners = new Map<string, (value: unknown) => void>();
  for (const [signal, code] of SIGNALS) {
    listeners.set(signal, () => {
      if (leaving) return goOn(code);
      logger.info({ signal }, "Stopping; once more stops at once");
      void leave(0);
    });
  }
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    listeners.set(event, (error) => {
      logger.error({ err: error, event }, "An error that nobody caught");
      // A process in an unknown state must not go on serving; a second error means that it cannot even stop.
      if (leaving) return source.exit(1);
      void leave(1);
    });
  }
  for (const [event, listener] of listeners) source.on(event, listener);
  return () => {
    for (const [event, listener] of listeners) source.off(event, listener);
  };
}
