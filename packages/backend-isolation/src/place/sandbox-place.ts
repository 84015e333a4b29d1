import { randomUUID } from "node:crypto";
import {
  type AgentProcess,
  type Cli,
  type CommandSpec,
  isVibeDeckError,
  type Json,
  type Logger,
  type Orphan,
  type RunContext,
} from "@vibedeck/core";
import { INNER_HOME } from "../image.ts";
import { readRecord } from "../jobs/agent-record.ts";
import { SandboxProcess } from "../jobs/sandbox-process.ts";
import type { Keeper, Lease } from "../lifecycle/keeper.ts";
import type { SandboxRuntime } from "../sandbox-runtime.ts";
import { innerEnvironment } from "./inner-environment.ts";
import { innerFolder, innerList } from "./inner-folder.ts";
import { innerPath } from "./inner-path.ts";

/** The parts of a cli that say where the tool runs. */
export type SandboxPlace = Required<Pick<Cli, "start" | "recover" | "folder" | "list">>;

/** What a place is made of. */
export interface PlaceOptions {
  readonly runtime: SandboxRuntime;
  readonly keeper: Keeper;
  /** Makes sure of a user's home on this machine. @throws `VibeDeckError` `UNAVAILABLE`. */
  readonly home: (owner: string) => unknown;
  /** The variables that the operator gives a user's agents. @throws `VibeDeckError` `UNAVAILABLE`. */
  readonly variables: (owner: string) => Readonly<Record<string, string>>;
  /** Where a program lies in the image, so that none of the user's own is taken for it. */
  readonly programs: ReadonlyMap<string, string>;
  readonly logger: Logger;
}

/** Each user's sandbox as the place where their agents run. */
export function sandboxPlace(options: PlaceOptions): SandboxPlace {
  const { runtime, keeper } = options;
  return {
    start: (spec, signal, run) => start(options, spec, signal, run),
    recover: (record) => recover(options, record),
    async folder(path, owner, create) {
      const inner = innerPath(path);
      options.home(owner);
      // Every sandbox has it.
      if (inner === INNER_HOME) return inner;
      const signal = new AbortController().signal;
      const lease = await keeper.lease(owner, { signal, agent: false, progress: () => {} });
      try {
        return await innerFolder(runtime, lease.sandbox, inner, create);
      } finally {
        lease.release();
      }
    },
    async list(path, owner) {
      // Somebody types a path: no sandbox is started for that.
      try {
        const inner = innerPath(path);
        const sandbox = await runtime.running(owner);
        return sandbox === undefined ? [] : await innerList(runtime, sandbox, inner);
      } catch {
        return [];
      }
    },
  };
}

async function start(
  options: PlaceOptions,
  spec: CommandSpec,
  signal: AbortSignal,
  run: RunContext,
): Promise<AgentProcess> {
  const cwd = innerPath(spec.cwd);
  const env = innerEnvironment(options.variables(run.owner), spec.env);
  const [program, ...args] = spec.argv;
  const argv = [options.programs.get(program) ?? program, ...args] as const;
  const lease = (): Promise<Lease> =>
    options.keeper.lease(run.owner, { signal, agent: true, progress: (text) => run.progress(text) });
  const held = await lease();
  try {
    return await begin(options, held, { argv, cwd, env }, signal, run);
  } catch (error) {
    held.release();
    if (!(await isGone(options.runtime, held, error))) throw error;
  }
  // It went away between the two steps, and nothing was begun in it.
  const again = await lease();
  try {
    return await begin(options, again, { argv, cwd, env }, signal, run);
  } catch (error) {
    again.release();
    throw error;
  }
}

async function begin(
  { runtime, keeper, logger }: PlaceOptions,
  lease: Lease,
  command: {
    readonly argv: readonly [string, ...string[]];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
  },
  signal: AbortSignal,
  { owner }: RunContext,
): Promise<AgentProcess> {
  const name = randomUUID();
  const job = await runtime.exec(lease.sandbox, { job: name, ...command }, signal);
  logger.debug({ owner, job: name }, "an agent was started in a sandbox");
  return new SandboxProcess(
    {
      owner,
      name,
      job,
      signal: (end) => runtime.signal(owner, name, end),
      over: () => lease.release(),
      thaw: () => keeper.thaw(owner),
    },
    signal,
  );
}

/** Whether a start failed because the sandbox is not that one any more. */
async function isGone(runtime: SandboxRuntime, { sandbox }: Lease, error: unknown): Promise<boolean> {
  if (!isVibeDeckError(error) || error.code !== "UNAVAILABLE") return false;
  const now = await runtime.running(sandbox.owner).catch(() => sandbox);
  return now?.id !== sandbox.id;
}

async function recover({ runtime, keeper }: PlaceOptions, record: Json): Promise<Orphan | undefined> {
  const read = readRecord(record);
  if (read === undefined) return undefined;
  const { owner, job } = read;
  const give = keeper.hold(owner, true);
  try {
    const found = (await runtime.jobs(owner)).find((each) => each.job === job);
    if (found?.running !== true) {
      give();
      return undefined;
    }
    const gone = runtime.follow(owner, job).then(give, give);
    return {
      goesOn: true,
      signal: async (name) => void (await runtime.signal(owner, job, name)),
      gone,
    };
  } catch (error) {
    give();
    throw error;
  }
}
