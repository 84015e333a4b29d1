import type { SessionScript } from "../script/session-script.ts";

/** A session that is over, or that waits for somebody. */
export interface Story {
  readonly script: SessionScript;
  /** Minutes since its last line. */
  readonly minutesAgo: number;
}

/** Where the invented projects are checked out. */
export const PROJECTS = {
  shop: "/home/ines/code/tideline-shop",
  cli: "/home/ines/code/tern",
  pipeline: "/home/ines/work/hive-telemetry",
  docs: "/home/ines/work/wayfarer-docs",
} as const;

export const OPUS = "claude-opus-5-5";
export const SONNET = "claude-sonnet-5-5";
export const HAIKU = "claude-haiku-5-5";
