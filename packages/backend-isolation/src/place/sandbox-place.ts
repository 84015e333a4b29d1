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
  VibeDeckError,
} from "@vibedeck/core";
import { INNER_HOME } from "../image.ts";
import { readRecord } from "../jobs/agent-record.ts";
import { SandboxProcess } from "../jobs/sandbox-process.ts";
import type { Keeper, Lease } from "../lifecycle/keeper.ts";
import type { JobEnd, Sandbox, SandboxRuntime } from "../sandbox-runtime.ts";
import { innerEnvironment } from "./inner-environment.ts";
import { innerFolder, innerList } from "./inner-folder.ts";
import { innerPath } from "./inner-path.ts";
import { KnownFolders } from "./known-folders.ts";

/** The parts of a cli that say where the tool runs. */
export type SandboxPlace = Required<Pick<Cli, "start" | "recover" | "folder" | "list">>;

/** What a place is made of. */
export interface PlaceOptions {
  readonly runtime: SandboxRuntime;
  readonly keeper: Keeper;
  /** The variables that the operator gives a user's agents. @throws `VibeDeckError` `UNAVAILABLE`. */
  readonly variables: (owner: string) => Readonly<Record<string, string>>;
  /** Where a program lies in the image, so that none of the user's own is taken for it. */
  readonly programs: ReadonlyMap<string, string>;
  readonly logger: Logger;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** What {@link sandboxPlace} works with. */
interface Sources extends PlaceOptions {
  readonly folders: KnownFolders;
}

/** Each user's sandbox as the place where their agents run. */
export function sandboxPlace(options: PlaceOptions): SandboxPlace {
  const { runtime, now = () => performance.now() } = options;
  const sources: Sources = { ...options, folders: new KnownFolders(now) };
  return {
    start: (spec, signal, run) => start(sources, spec, signal, run),
    recover: (record) => recover(options, record),
    folder: (path, owner, create) => folder(sources, path, owner, create),
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

/**
 * Where the sandbox does not run, the path is only judged as it is written: whoever asks is shown nothing of what a
 * start takes, and cannot end it. The start of the agent looks at it then.
 */
async function folder(sources: Sources, path: string, owner: string, create: boolean): Promise<string> {
  const { runtime, keeper, folders } = sources;
  const inner = innerPath(path);
  keeper.home(owner);
  // Every sandbox has it.
  if (inner === INNER_HOME) return inner;
  const give = keeper.hold(owner, false);
  try {
    const sandbox = keeper.of(owner).homeIsNew ? undefined : await runtime.running(owner);
    if (sandbox === undefined) {
      if (create) folders.makeLater(owner, inner);
      return inner;
    }
    const real = await innerFolder(runtime, sandbox, inner, create);
    folders.looked(sandbox.id, real);
    return real;
  } finally {
    give();
  }
}

/** The folder that an agent is started in, looked at in its sandbox. */
async function enter({ runtime, folders }: Sources, { id, owner }: Sandbox, cwd: string): Promise<string> {
  if (cwd === INNER_HOME || folders.isFresh(id, cwd)) return cwd;
  const real = await innerFolder(runtime, { id, owner }, cwd, folders.isToBeMade(owner, cwd));
  folders.made(owner, cwd);
  folders.looked(id, real);
  return real;
}

async function start(
  options: Sources,
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
  sources: Sources,
  lease: Lease,
  command: {
    readonly argv: readonly [string, ...string[]];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
  },
  signal: AbortSignal,
  { owner }: RunContext,
): Promise<AgentProcess> {
  const { runtime, keeper, logger } = sources;
  const name = randomUUID();
  const cwd = await enter(sources, lease.sandbox, command.cwd);
  const job = await runtime.exec(lease.sandbox, { ...command, job: name, cwd }, signal);
  logger.debug({ owner, job: name }, "an agent was started in a sandbox");
  return new SandboxProcess(
    {
      owner,
      name,
      job,
      signal: (end) => runtime.signal(owner, name, end),
      over: () => lease.release(),
      thaw: () => keeper.thaw(owner),
      active: () => {
        keeper.of(owner).activeAt = performance.now();
      },
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
      if (found === undefined) await requireLook(runtime, owner);
      give();
      return undefined;
    }
    const gone = runtime.follow(owner, job).then(known).finally(give);
    // Whoever has it hears of it.
    gone.catch(() => {});
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

/** @throws `VibeDeckError` `UNAVAILABLE` when a sandbox cannot be looked into although it is there. */
async function requireLook(runtime: SandboxRuntime, owner: string): Promise<void> {
  const all = await runtime.list();
  if (!all.some((one) => one.owner === owner && one.state === "paused")) return;
  throw new VibeDeckError("UNAVAILABLE", "Your sandbox is frozen: it is not known what runs in it.", {
    hint: "Whoever froze it has to let it go on, or to stop it.",
  });
}

/** @throws `VibeDeckError` `UNAVAILABLE` when it is not known that a job ended. */
function known({ cause }: JobEnd): void {
  if (cause !== "lost") return;
  throw new VibeDeckError("UNAVAILABLE", "The sandbox engine does not answer.", {
    hint: "Whoever runs the server has to start it.",
  });
}
