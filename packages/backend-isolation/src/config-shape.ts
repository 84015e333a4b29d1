import type { ClaudeCodeConfig } from "@vibedeck/backend-claude-code";
import type { SandboxSpec } from "./sandbox-runtime.ts";

/** What the backend is told by its TOML table. */
export interface IsolationConfig {
  /** Absolute path of the directory that holds a home for each user. */
  readonly usersDir: string;
  readonly sandbox: SandboxSpec;
  /** Where the engine listens: `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`. */
  readonly dockerHost: string;
  /** Absolute path of a file with variables for everybody's agent. */
  readonly envFile?: string;
  /** Absolute path of a directory with a file `ID.env` for users that have variables of their own. */
  readonly userEnvDir?: string;
  /** How long a sandbox without a turn is kept running, in milliseconds. */
  readonly idleStopMs: number;
  /** Sandboxes that may run at once. */
  readonly maxRunning: number;
  /** How long creating and starting a sandbox may take, in milliseconds. */
  readonly startTimeoutMs: number;
  /** Whether a runtime that is no sandbox may be named, for trying things out. */
  readonly allowRunc: boolean;
  /** What the inherited parts are told. */
  readonly claude: ClaudeCodeConfig;
}
