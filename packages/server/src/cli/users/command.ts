import type { Command } from "commander";
import { didYouMean } from "../../config/problem.ts";
import { addStateFlags } from "../flags.ts";
import type { Action } from "../run.ts";
import type { Terminal } from "../terminal.ts";

const NAME = "user id, or the value of the id claim";

const EXAMPLES = `
Examples:
  vibedeck users
  vibedeck users revoke ann
  vibedeck users revoke ann@corp.example --block

NAME is the user id, or the value of the id claim as the provider sends it.
All of this works while the server runs, which notices within two seconds.`;

/** Describes `vibedeck users` and what can be done to one of them. */
export function usersCommand(users: Command, terminal: Terminal, action: Action): void {
  addStateFlags(users)
    // So that what stands behind the name of a command belongs to it.
    .enablePositionalOptions()
    .helpCommand(false)
    .option("--json", "one JSON object a line")
    .allowExcessArguments()
    .addHelpText("after", EXAMPLES)
    .action(
      action(async (flags, [unknown]) => {
        if (unknown !== undefined) refuse(users, unknown);
        return (await import("./list-users.ts")).listUsers(flags, terminal);
      }),
    );
  const act = (name: string, description: string): Command =>
    addStateFlags(users.command(name))
      .allowExcessArguments(false)
      .description(description)
      .argument("<name>", NAME);
  act("revoke", "End all sign-ins of a user, who may sign in again.")
    .option("--block", "keep them out, too")
    .action(action(async (flags, [name]) => (await acts()).revoke(name ?? "", flags, terminal)));
  act("block", "End all sign-ins of a user, and keep them out whatever the rules say.").action(
    action(async (flags, [name]) => (await acts()).block(name ?? "", flags, terminal)),
  );
  act("unblock", "Let a user in again whom the rules let in.").action(
    action(async (flags, [name]) => (await acts()).unblock(name ?? "", flags, terminal)),
  );
  act("release", "Forget which account a user id belongs to; whoever signs in next as it gets it.").action(
    action(async (flags, [name]) => (await acts()).release(name ?? "", flags, terminal)),
  );
}

function acts(): Promise<typeof import("./user-acts.ts")> {
  return import("./user-acts.ts");
}

function refuse(users: Command, unknown: string): never {
  const meant = didYouMean(
    unknown,
    users.commands.map((command) => command.name()),
  );
  const hint = meant === undefined ? "" : `\n(Did you mean ${meant}?)`;
  return users.error(`error: unknown command '${unknown}'${hint}`);
}
