import { Command, CommanderError } from "commander";
import type { Flags } from "../config/load-config.ts";
import { packageVersion } from "../http/package-version.ts";
import { auditCommand } from "./audit/command.ts";
import { SANDBOX } from "./backend-command/sandbox.ts";
import { addFlags, flagsOf } from "./flags.ts";
import { reportError } from "./report-error.ts";
import type { Terminal } from "./terminal.ts";
import { usersCommand } from "./users/command.ts";

/** Runs a command line in a terminal; returns the exit code. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  let debug = terminal.env["VIBEDECK_LOG_LEVEL"] === "debug";
  const program = describe(
    terminal,
    (perform) =>
      async function (this: Command) {
        const flags = flagsOf(this.optsWithGlobals());
        debug = flags.has("--log-level") ? flags.get("--log-level") === "debug" : debug;
        code = await perform(flags, this.args);
      },
  );
  try {
    const [name, ...rest] = argv;
    if (name === undefined || name.startsWith("-") || isOurs(program, name)) {
      await program.parseAsync(argv, { from: "user" });
      return code;
    }
    const [{ parseCommandLine }, { runUnknown }] = await backendCommand();
    const line = parseCommandLine(name, rest, terminal);
    debug = line.flags.has("--log-level") ? line.flags.get("--log-level") === "debug" : debug;
    return await runUnknown(line, terminal, async () => {
      await program.parseAsync(argv, { from: "user" });
    });
  } catch (error) {
    // commander has said what is wrong, and what may have been meant.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    reportError(error, terminal, debug);
    return 1;
  }
}

function isOurs(program: Command, name: string): boolean {
  return name !== SANDBOX && program.commands.some((command) => command.name() === name);
}

function backendCommand(): Promise<
  [typeof import("./backend-command/parse.ts"), typeof import("./backend-command/run-unknown.ts")]
> {
  return Promise.all([import("./backend-command/parse.ts"), import("./backend-command/run-unknown.ts")]);
}

/** Makes what commander calls of what a command does with its flags and its arguments. */
export type Action = (
  perform: (flags: Flags, names: readonly string[]) => Promise<number>,
) => (this: Command) => Promise<void>;

function describe(terminal: Terminal, action: Action): Command {
  // Each command is loaded when it is run: the server's parts take a while, and help needs none of them.
  const program = new Command("vibedeck")
    .description("Watch and drive coding agents from a browser.")
    .version(packageVersion())
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    });
  const command = (name: string, description: string): Command =>
    program.command(name).description(description);
  addFlags(
    command("serve", "Show the sessions of this machine, live, at http://127.0.0.1:3210/."),
    "serve",
  ).action(action(async (flags) => (await import("./serve.ts")).serve(flags, terminal)));
  addFlags(command("doctor", "Say what is found, what is missing and what to do about it."), "doctor").action(
    action(async (flags) => (await import("./doctor.ts")).doctor(flags, terminal)),
  );
  addFlags(
    command("config", "Show the configuration in effect and where each value comes from."),
    "config",
  ).action(action(async (flags) => (await import("./show-config.ts")).showConfig(flags, terminal)));
  usersCommand(command("users", "List who has signed in; sign people out, keep them out."), terminal, action);
  auditCommand(command("audit", "Print who did what, when and from where."), terminal, action);
  command(SANDBOX, "The sandboxes of the isolation backend: build, ls, stop, rm, logs.");
  return program;
}
