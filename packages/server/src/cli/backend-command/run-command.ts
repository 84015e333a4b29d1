import { type Config, type Flags, loadConfig } from "../../config/load-config.ts";
import { didYouMean } from "../../config/problem.ts";
import { createLogger } from "../../http/log.ts";
import { type LoadedBackends, loadBackends } from "../../plugins/load-backends.ts";
import type { Terminal } from "../terminal.ts";
import { commandNames, type FoundCommand, findCommand, noSandboxes } from "./find-command.ts";
import { commandHelp, verbHelp } from "./help.ts";
import { type CommandLine, grammarOf } from "./parse.ts";
import { runVerb } from "./run-verb.ts";
import { SANDBOX } from "./sandbox.ts";

/** What became of a command line that is none of ours. */
export type Outcome =
  | { readonly code: number }
  /** No backend has such a command. */
  | { readonly unknown: true; readonly known: readonly string[] };

/**
 * Runs a command that a configured backend adds. The server need not run, and the engine is not started.
 * @throws `VibeDeckError` of the configuration, of the verb, or `NOT_SUPPORTED` when no backend has `sandbox`.
 */
export async function runBackendCommand(line: CommandLine, terminal: Terminal): Promise<Outcome> {
  const { name } = line;
  const config = loadConfig(line.flags, terminal);
  const backends = await load(config, line.flags, terminal);
  try {
    const found = findCommand(backends.mounted, name);
    if (found !== undefined) return { code: await perform(found, line, terminal) };
    if (name === SANDBOX) throw noSandboxes(config.backends.map(({ id }) => id));
    return { unknown: true, known: commandNames(backends.mounted) };
  } finally {
    // What the command did counts, not how the parts that it used end.
    await backends.dispose().catch(() => {});
  }
}

/** Whether a backend can work here is not asked: its commands may be what it takes for that. */
function load({ log, ...config }: Config, flags: Flags, terminal: Terminal): Promise<LoadedBackends> {
  const level = flags.has("--log-level") ? log.level : "warn";
  const logger = createLogger({ level, to: terminal.stderr, pretty: true });
  const backends = config.backends.map((backend) => ({ ...backend, onFailure: "continue" as const }));
  return loadBackends({ ...config, backends }, { logger, checks: () => false });
}

async function perform(found: FoundCommand, line: CommandLine, terminal: Terminal): Promise<number> {
  const { verb: name, args, help } = line;
  const grammar = grammarOf(line.name, terminal);
  if (name === undefined || help) {
    const to = help ? terminal.stdout : terminal.stderr;
    to.write(commandHelp(found, grammar.helpInformation()));
    return help ? 0 : 1;
  }
  const verb = found.command.verbs.find((each) => each.name === name);
  if (verb === undefined) return grammar.error(unknownVerb(name, found));
  if (args.length === 1 && (args[0] === "--help" || args[0] === "-h")) {
    terminal.stdout.write(verbHelp(found, verb));
    return 0;
  }
  return runVerb(found, verb, args, terminal);
}

function unknownVerb(name: string, { command }: FoundCommand): string {
  const known = command.verbs.map((verb) => verb.name);
  const what = name.startsWith("-") ? "option" : "command";
  const meant = what === "option" ? undefined : didYouMean(name, known);
  const hint = meant === undefined ? `(Known are ${known.join(", ")}.)` : `(Did you mean ${meant}?)`;
  return `error: unknown ${what} '${name.slice(0, 100)}'\n${hint}`;
}
