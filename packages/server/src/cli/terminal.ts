import { homedir } from "node:os";
import type { Surroundings } from "../config/surroundings.ts";
import { drainOnSignals, type SignalOptions } from "../http/signals.ts";
import { interruptible } from "./interruptible.ts";

/** Where text goes. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of a terminal in characters. */
  readonly columns?: number;
}

/** How a command ends when it is told to. */
export interface Stopping extends SignalOptions {
  close(): Promise<void>;
}

/** Everything of the process that commands use, so that tests can bring their own. */
export interface Terminal extends Surroundings {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly nodeVersion: string;
  /** The numeric user id; absent on Windows. */
  readonly uid?: number;
  /** Opens an address in the user's browser. */
  openBrowser(url: string): Promise<void>;
  /** Settles when the process was asked to end and `close` is done. The real one ends the process. */
  untilStopped(stopping: Stopping): Promise<void>;
  /** Does some work whose signal is aborted by Ctrl-C. The real one ends the process at the second. */
  interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** The terminal that this process was started from. */
export function processTerminal(): Terminal {
  const uid = process.getuid?.();
  return {
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    stdout: process.stdout,
    stderr: process.stderr,
    nodeVersion: process.versions.node,
    ...(uid === undefined ? {} : { uid }),
    openBrowser: async (url) => {
      const { default: open } = await import("open");
      const child = await open(url);
      // Without a browser the address on the screen is enough.
      child.on("error", () => {});
    },
    untilStopped: (stopping) => {
      drainOnSignals(() => stopping.close(), stopping);
      return new Promise(() => {});
    },
    interruptible: (work) => interruptible(work),
  };
}

/** Text of strangers (file names, messages of plugins) without anything that moves the cursor. Lines are kept. */
export function plainText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\p{Cf}\u2028\u2029]/gu, "�");
}
