import { isVibeDeckError } from "@vibedeck/core";
import { plainText, type Terminal } from "../terminal.ts";
import type { CommandLine } from "./parse.ts";
import { type Outcome, runBackendCommand } from "./run-command.ts";
import { SANDBOX } from "./sandbox.ts";

/**
 * Runs a command line that is none of ours: a backend's command, or a slip of the pen.
 * @param complain says that there is no such command, and throws.
 * @throws `VibeDeckError` of what a backend's command does, `CommanderError` of `complain`.
 */
export async function runUnknown(
  line: CommandLine,
  terminal: Terminal,
  complain: () => Promise<void>,
): Promise<number> {
  const outcome = await outcomeOf(line, terminal);
  if ("code" in outcome) return outcome.code;
  try {
    await complain();
  } finally {
    const { known, problem } = outcome;
    if (known.length > 0) terminal.stderr.write(`Backends add commands: ${known.join(", ")}.\n`);
    if (problem !== undefined)
      terminal.stderr.write(plainText(`The commands of backends are not known: ${problem}\n`));
  }
  return 1;
}

type Unknown = Exclude<Outcome, { readonly code: number }> & { readonly problem?: string };

/** Somebody who mistyped a command need not hear first of all that the configuration is wrong. */
async function outcomeOf(
  line: CommandLine,
  terminal: Terminal,
): Promise<Extract<Outcome, { readonly code: number }> | Unknown> {
  try {
    return await runBackendCommand(line, terminal);
  } catch (error) {
    if (line.name === SANDBOX || !isVibeDeckError(error) || !error.code.startsWith("CONFIG_")) throw error;
    return { unknown: true, known: [], problem: error.message };
  }
}
