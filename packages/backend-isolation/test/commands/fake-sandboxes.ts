import { type CommandTerminal, type CommandVerb, type PartContext, silentLogger } from "@vibedeck/core";
import { sandboxCommand } from "../../src/commands/sandbox-command.ts";
import type { BuildOptions, BuildRequest, ManagedSandboxes } from "../../src/commands/sources.ts";
import type { IsolationConfig } from "../../src/config-shape.ts";
import type { FoundJob, SandboxStatus } from "../../src/sandbox-runtime.ts";

const GB = 2 ** 30;

/** A configuration with the defaults. */
export const CONFIG: IsolationConfig = {
  usersDir: "/srv/homes",
  sandbox: {
    image: "vibedeck-sandbox:latest",
    runtime: "runsc",
    memoryBytes: 2 * GB,
    cpus: 1,
    pids: 4_096,
    network: "none",
  },
  dockerHost: "unix:///run/nowhere.sock",
  idleStopMs: 1_800_000,
  maxRunning: 4,
  startTimeoutMs: 60_000,
  allowRunc: false,
  claude: { dirs: [], permissionModes: [] } as unknown as IsolationConfig["claude"],
};

/** Sandboxes in memory, and what was done with them. */
export interface FakeSandboxes extends ManagedSandboxes {
  readonly done: string[];
}

export function fakeSandboxes(
  all: readonly SandboxStatus[],
  jobs: { readonly [owner: string]: readonly FoundJob[] | Error } = {},
): FakeSandboxes {
  const done: string[] = [];
  const runs = (owner: string): boolean =>
    all.some((each) => each.owner === owner && each.state === "running");
  return {
    done,
    list: async () => all,
    jobs: async (owner) => {
      const found = jobs[owner] ?? [];
      if (found instanceof Error) throw found;
      return found;
    },
    use: async (owner) =>
      jobs[owner] instanceof Error ? undefined : { memoryBytes: 300 * 2 ** 20, cpuSeconds: 12.34 },
    stop: async (owner, graceMs) => {
      done.push(`stop ${owner} ${graceMs}`);
      return runs(owner);
    },
    remove: async (owner) => {
      done.push(`remove ${owner}`);
      return true;
    },
    logs: async (owner) => (owner === "ann" ? "a line" : ""),
  };
}

/** What a command wrote, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a verb as the server does. */
export async function runVerb(
  line: string,
  sandboxes: ManagedSandboxes,
  options: {
    readonly build?: (request: BuildRequest, options: BuildOptions) => Promise<void>;
    readonly interactive?: boolean;
    readonly signal?: AbortSignal;
    readonly written?: { out: string; err: string };
  } = {},
): Promise<Ran> {
  const [name, ...args] = line.split(" ").filter((word) => word !== "");
  const { verbs } = sandboxCommand({
    sandboxes: () => sandboxes,
    builder: () => ({ build: options.build ?? (async () => {}) }),
  });
  const verb = verbs.find((each): each is CommandVerb<IsolationConfig> => each.name === name);
  if (verb === undefined) throw new Error(`no verb ${name}`);
  const written = options.written ?? { out: "", err: "" };
  const terminal: CommandTerminal = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    interactive: options.interactive ?? false,
    signal: options.signal ?? new AbortController().signal,
  };
  return { code: await verb.run(context(), args, terminal), ...written };
}

/** What parts are given; none of them is asked for here. */
export function context(config: IsolationConfig = CONFIG): PartContext<IsolationConfig> {
  return {
    config,
    logger: silentLogger,
    signal: new AbortController().signal,
    part: () => {
      throw new Error("not here");
    },
  };
}
