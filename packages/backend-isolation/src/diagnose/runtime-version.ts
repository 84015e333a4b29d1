import { execFile } from "node:child_process";
import { isAbsolute } from "node:path";
import type { RuntimeEntry } from "./engine-facts.ts";

const LIMIT_MS = 5_000;
const MAX_BYTES = 4_096;

/**
 * What the program of a runtime prints as its version. It is asked only where the engine is on this machine, so that
 * its paths are ours.
 * @returns `undefined` when it cannot be asked.
 */
export function printedVersion(
  entry: RuntimeEntry | undefined,
  dockerHost: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { path } = entry ?? {};
  if (path === undefined || !isAbsolute(path) || !dockerHost.startsWith("unix://")) {
    return Promise.resolve(undefined);
  }
  const options = { timeout: LIMIT_MS, maxBuffer: MAX_BYTES, env: {}, signal };
  return new Promise((resolve) => {
    execFile(path, ["--version"], options, (error, stdout) => resolve(error === null ? stdout : undefined));
  });
}
