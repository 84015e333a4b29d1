import {
  type AgentProcess,
  type Availability,
  type Cli,
  isVibeDeckError,
  type RunContext,
} from "@vibedeck/core";
import { firstLine } from "../entry/index.ts";
import { explain } from "../protocol/explain.ts";

const VERSION = /^(\d{1,4}\.\d{1,4}\.\d{1,6}\S{0,40})/;
const TIMEOUT_MS = 20_000;
const MAX_LINES = 100;

/**
 * Asks `claude --version`, which takes a tenth of a second and writes nothing. It goes through whatever `start` the
 * backend has, so that it holds for the place in which the tool will run.
 * @param signIn how the tool is signed in there, as far as it can be known without a session.
 */
export async function available(
  cli: Pick<Cli, "command" | "start">,
  signal: AbortSignal,
  run: RunContext,
  signIn: () => string | undefined,
): Promise<Availability> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const process = await cli.start(cli.command({ type: "version" }), limited, run);
    return await answerOf(process, limited, signIn);
  } catch (error) {
    if (!isVibeDeckError(error)) throw error;
    return { ok: false, problem: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
}

async function answerOf(
  process: AgentProcess,
  signal: AbortSignal,
  signIn: () => string | undefined,
): Promise<Availability> {
  const stop = (): void => void process.signal("SIGKILL");
  signal.addEventListener("abort", stop, { once: true });
  try {
    process.end();
    const version = await versionOf(process);
    const exit = await process.exit;
    if (version === undefined) {
      const { text, hint } = explain(exit);
      return { ok: false, problem: text, ...(hint === undefined ? {} : { hint }) };
    }
    const detail = signIn();
    return { ok: true, version, ...(detail === undefined ? {} : { detail }) };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Reads all of the output, or the process would wait for it. */
async function versionOf(process: AgentProcess): Promise<string | undefined> {
  let version: string | undefined;
  let lines = 0;
  for await (const line of process.lines()) {
    if (++lines > MAX_LINES) break;
    version ??= VERSION.exec(firstLine(line))?.[1];
  }
  return version;
}
