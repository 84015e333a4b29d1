import type { Cli, CommandSpec, RunContext } from "../cli.ts";
import { VibeDeckError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { EnvironmentRules } from "./environment.ts";
import { findProgram } from "./find-program.ts";
import { localFolder } from "./folder.ts";
import { listLocalFolder } from "./list-folder.ts";
import { type ProcessTable, processTable } from "./process-table.ts";
import { recoverRun } from "./recover.ts";
import { startLocal } from "./start-local.ts";

/** The parts of a {@link Cli} that say where the tool runs. */
export type Place = Required<Pick<Cli, "start" | "recover" | "folder" | "list">>;

/** How a tool runs on this machine. */
export interface LocalPlaceOptions {
  /** The server's own environment: what an agent inherits, by the rules; its `PATH` is where programs are found. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The home of the server's user, that `~` stands for. */
  readonly home: string;
  /** What of the environment is handed on, decided anew for each start. Absent: all but what never is. */
  readonly rules?: (spec: CommandSpec, run: RunContext) => EnvironmentRules | Promise<EnvironmentRules>;
  /** Absolute paths where a program may lie when it is not in `PATH`, best first. */
  readonly candidates?: (program: string) => readonly string[];
  /** The absolute path of a program instead of looking for it; `undefined` when it is not there. */
  readonly resolve?: (program: string) => string | undefined | Promise<string | undefined>;
  /** What to do when the program is missing: how to install it. */
  readonly missingHint?: string;
  readonly logger: Logger;
  /** Absent: the processes of this machine. */
  readonly table?: ProcessTable;
}

/** This machine, as the server's own user: no sandbox. On Windows `start` throws `NOT_SUPPORTED`. */
export function createLocalPlace(options: LocalPlaceOptions): Place {
  const { environment, home, candidates, logger } = options;
  const table = options.table ?? processTable();
  const search = (program: string): Promise<string | undefined> =>
    findProgram(program, environment["PATH"], candidates?.(program));
  const local = {
    environment,
    rules: options.rules ?? ((): EnvironmentRules => ({})),
    resolve: async (program: string) => (options.resolve ?? search)(program),
    missingHint: options.missingHint,
    logger,
    table,
  };
  return {
    async start(spec, signal, run) {
      refuseWindows();
      return startLocal(spec, signal, run, local);
    },
    recover: async (record) => recoverRun(record, table),
    folder: async (path, _owner, create) => localFolder(path, home, create),
    list: async (path) => listLocalFolder(path, home),
  };
}

function refuseWindows(): void {
  if (process.platform !== "win32") return;
  throw new VibeDeckError("NOT_SUPPORTED", "Agents cannot be run on Windows yet.", {
    hint: "Run the server in WSL.",
  });
}
