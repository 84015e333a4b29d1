import { type Logger, silentLogger } from "@vibedeck/core";
import { pino } from "pino";
import { boundedFields, REDACTED_PATHS } from "./log-fields.ts";
import { prettyLine } from "./pretty-line.ts";

/** How much is logged. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** What {@link createLogger} takes. */
export interface LogOptions {
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Where lines go. Default: standard error. */
  readonly to?: { write(text: string): unknown; readonly isTTY?: boolean };
  /** Short lines for people instead of JSON. Default: whether `to` is a terminal. */
  readonly pretty?: boolean;
}

/**
 * Makes the server's logger: JSON lines, or short lines on a terminal. Fields are bounded, and what looks like a
 * secret by its name is left out.
 */
export function createLogger(options: LogOptions = {}): Logger {
  const to = options.to ?? process.stderr;
  const pretty = options.pretty ?? to.isTTY === true;
  return pino(
    {
      level: options.level ?? "info",
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED_PATHS, censor: "(secret)" },
      formatters: { level: (label) => ({ level: label }), log: boundedFields },
      // Errors are written by boundedFields; pino's own way would join causes and know no bounds.
      serializers: { err: (error: unknown) => error },
    },
    { write: (line: string) => to.write(pretty ? prettyLine(line) : line) },
  );
}

/** The logger that was given, or one that drops everything. */
export function silentUnlessGiven(logger: Logger | undefined): Logger {
  return logger ?? silentLogger;
}
