import type { PartContext } from "../backend.ts";
import type { BackendCommand } from "../operate.ts";
import type { MountedCommand } from "./mounted.ts";

/** Gives the verbs of a backend's commands its context. */
export function mountedCommands<Config>(
  commands: readonly BackendCommand<Config>[],
  context: PartContext<Config>,
): readonly MountedCommand[] {
  return commands.map(({ name, summary, verbs }) => ({
    name,
    summary,
    verbs: verbs.map((verb) => ({
      name: verb.name,
      ...(verb.takes === undefined ? {} : { takes: verb.takes }),
      summary: verb.summary,
      run: (args, terminal) => verb.run(context, args, terminal),
    })),
  }));
}
