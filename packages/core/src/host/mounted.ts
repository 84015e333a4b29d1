import type { Capabilities, CodingToolBackend } from "../backend.ts";
import type { ErrorCode } from "../errors.ts";
import type { CommandTerminal, Diagnosis } from "../operate.ts";

/** Where a worker thread finds the same plugin again. */
export interface PluginSource {
  /** `file:` URL of the module whose default export is the plugin. */
  readonly url: string;
  /** The plugin's TOML table as it was read, before the plugin's schema; JSON-shaped. */
  readonly config: unknown;
}

/** A configured backend, ready for the engine. */
export interface MountedBackend {
  readonly backend: CodingToolBackend;
  /** Aborted when the backend stops. */
  readonly signal: AbortSignal;
  /** Absent for a backend made in code: its files are then read in the main thread. */
  readonly source?: PluginSource;
  /** Looks at everything that the backend needs. Absent: it looks at nothing beside its `check`. */
  readonly diagnose?: () => Promise<readonly Diagnosis[]>;
  /** What it adds to the `vibedeck` command. Absent: nothing. */
  readonly commands?: readonly MountedCommand[];
}

/** A command of a backend, with the backend's configuration at hand. */
export interface MountedCommand {
  readonly name: string;
  readonly summary: string;
  readonly verbs: readonly MountedVerb[];
}

/** A verb of such a command. */
export interface MountedVerb {
  readonly name: string;
  /** What may follow, for the help. */
  readonly takes?: string;
  readonly summary: string;
  /** @returns the exit code. */
  run(args: readonly string[], terminal: CommandTerminal): Promise<number>;
}

/** The life of a configured backend. */
export type BackendState = "loading" | "ready" | "degraded" | "failed" | "stopped";

/** What `GET /api/backends`, the page and `vibedeck doctor` show of a configured backend. */
export interface BackendStatus {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly state: BackendState;
  readonly capabilities: Capabilities;
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
}
