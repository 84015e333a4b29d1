import type { PartContext } from "./backend.ts";

/** One thing that was looked at, for whoever runs the server. */
export interface Diagnosis {
  /** A warning does not keep the backend from working. */
  readonly state: "ok" | "warning" | "failure";
  readonly text: string;
  /** What to do. */
  readonly hint?: string;
}

/** The terminal that a command of a backend speaks to. */
export interface CommandTerminal {
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Whether standard output and standard error are a person's terminal, and not a file or a pipe. */
  readonly interactive: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** A verb of a backend's command: `vibedeck sandbox stop alice`. */
export interface CommandVerb<Config = unknown> {
  readonly name: string;
  /** What may follow, for the help: `USER`, `USER...`. Absent: nothing. */
  readonly takes?: string;
  readonly summary: string;
  /**
   * @param args what followed.
   * @returns the exit code.
   * @throws `VibeDeckError` for what the operator can do something about; it is printed, and the exit code is 1.
   */
  run(context: PartContext<Config>, args: readonly string[], terminal: CommandTerminal): Promise<number>;
}

/** A command that a backend adds to `vibedeck`, with its own configuration at hand. The server need not run. */
export interface BackendCommand<Config = unknown> {
  /** Lower-case letters and hyphens; the server's own commands win. */
  readonly name: string;
  readonly summary: string;
  readonly verbs: readonly CommandVerb<Config>[];
}
