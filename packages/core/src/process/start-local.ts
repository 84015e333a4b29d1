import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { AgentProcess, CommandSpec, RunContext } from "../cli.ts";
import type { Logger } from "../logger.ts";
import { agentEnvironment, type EnvironmentRules } from "./environment.ts";
import type { TreeRoot } from "./find-members.ts";
import { type ChildEnd, LocalProcess } from "./local-process.ts";
import type { ProcessTable } from "./process-table.ts";
import { ProcessTree } from "./process-tree.ts";
import { writeRecord } from "./run-record.ts";
import { agentMissing, checkFolder, explainSpawnFailure } from "./start-failure.ts";

/** What {@link startLocal} needs beside the command. */
export interface LocalStart {
  /** The server's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly rules: (spec: CommandSpec, run: RunContext) => EnvironmentRules | Promise<EnvironmentRules>;
  /** The absolute path of a program by its bare name; `undefined` when it is not on this machine. */
  readonly resolve: (program: string) => Promise<string | undefined>;
  /** What to do when the program is missing. */
  readonly missingHint: string | undefined;
  readonly logger: Logger;
  readonly table: ProcessTable;
}

/**
 * Starts a command on this machine: no shell, a session and a group of its own, pipes for its input and output.
 * When the signal aborts, the process is told to end, and killed 2 seconds later.
 * @throws `VibeDeckError` `AGENT_MISSING`, `FOLDER_MISSING`, `BAD_REQUEST`, `UNAVAILABLE`; the reason of the signal.
 */
export async function startLocal(
  spec: CommandSpec,
  signal: AbortSignal,
  run: RunContext,
  local: LocalStart,
): Promise<AgentProcess> {
  signal.throwIfAborted();
  const [program, ...args] = spec.argv;
  await checkFolder(spec.cwd);
  const file = await local.resolve(program);
  if (file === undefined) throw agentMissing(program, local.missingHint);
  const marker = randomUUID();
  const rules = await local.rules(spec, run);
  const { environment: inherited } = local;
  const env = agentEnvironment({ inherited, rules, command: spec.env, cwd: spec.cwd, marker });
  signal.throwIfAborted();
  const child = await spawned(file, args, { cwd: spec.cwd, env }).catch(async (cause: unknown) => {
    throw await explainSpawnFailure(cause, spec, local.missingHint);
  });
  return begin(child, marker, signal, local);
}

/** The child as soon as it runs. */
async function spawned(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn(file, [...args], { ...options, detached: true, shell: false, stdio: "pipe" });
  await once(child, "spawn");
  return child;
}

async function begin(
  child: ChildProcessWithoutNullStreams,
  marker: string,
  signal: AbortSignal,
  local: LocalStart,
): Promise<AgentProcess> {
  const { table, logger } = local;
  // It may end before anything else is known of it.
  const ended = new Promise<ChildEnd>((resolve) => {
    child.once("exit", (code, name) => resolve({ code, signal: name }));
  });
  const { pid = 0 } = child;
  // Unknown when it has ended already: then everybody is looked at.
  const startTime = (await table.find(pid).catch(() => undefined))?.startTime ?? 0;
  const root: TreeRoot = { pid, startTime, marker, ownGroup: true };
  const tree = new ProcessTree(root, table);
  const process = new LocalProcess({
    child,
    ended,
    pid,
    tree,
    record: writeRecord(root, table.epoch),
    logger,
  });
  logger.debug({ pid }, "an agent was started");
  endOnAbort(process, signal);
  return process;
}

function endOnAbort(process: LocalProcess, signal: AbortSignal): void {
  const end = (): void => process.abandon();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  void process.exit.then(() => signal.removeEventListener("abort", end));
}
