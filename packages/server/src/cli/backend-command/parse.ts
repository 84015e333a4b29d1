import { Command } from "commander";
import type { Flags } from "../../config/load-config.ts";
import { addPluginFlags, flagsOf } from "../flags.ts";
import type { Terminal } from "../terminal.ts";

/** A command line of a command that a backend may add. */
export interface CommandLine {
  readonly name: string;
  /** What stands before the verb. */
  readonly flags: Flags;
  /** Asks what there is to do. */
  readonly help: boolean;
  readonly verb?: string;
  /** Everything behind the verb, as it is. */
  readonly args: readonly string[];
}

/** The command line's grammar, without its verbs. */
export function grammarOf(name: string, { stdout, stderr }: Pick<Terminal, "stdout" | "stderr">): Command {
  const command = new Command(`vibedeck ${name}`)
    .usage("[options] VERB ...")
    .helpOption(false)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
    .allowUnknownOption()
    .allowExcessArguments()
    // What stands behind the verb is the verb's.
    .passThroughOptions();
  return addPluginFlags(command).option("-h, --help", "say what can be done");
}

/** @throws `CommanderError` for one of our flags that lacks its value. */
export function parseCommandLine(
  name: string,
  argv: readonly string[],
  terminal: Pick<Terminal, "stdout" | "stderr">,
): CommandLine {
  const command = grammarOf(name, terminal).action(() => {});
  command.parse([...argv], { from: "user" });
  const { help = false, ...options } = command.opts<{ help?: boolean }>();
  const [verb, ...args] = command.args;
  return { name, flags: flagsOf(options), help, ...(verb === undefined ? {} : { verb }), args };
}
