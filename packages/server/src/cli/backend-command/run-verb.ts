import { type CommandTerminal, isVibeDeckError, VibeDeckError } from "@vibedeck/core";
import { type MountedVerb, reasonOf } from "@vibedeck/core/host";
import { plainText, type Terminal } from "../terminal.ts";
import type { FoundCommand } from "./find-command.ts";

/** What a shell says of a command that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Runs a verb of a backend's command to its end, however long that takes.
 * @returns its exit code.
 * @throws `VibeDeckError` its own, or `PLUGIN_CALL` for whatever else it throws.
 */
export function runVerb(
  { mounted: { backend }, command }: FoundCommand,
  verb: MountedVerb,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  return terminal.interruptible(async (signal) => {
    try {
      return exitCode(await verb.run(args, terminalFor(terminal, signal)));
    } catch (error) {
      if (isVibeDeckError(error)) throw error;
      if (signal.aborted) return INTERRUPTED;
      const what = `Backend "${backend.id}" failed in "${command.name} ${verb.name}"`;
      throw new VibeDeckError("PLUGIN_CALL", `${what}: ${reasonOf(error)}`, { cause: error });
    }
  });
}

function exitCode(code: unknown): number {
  return Number.isInteger(code) && Number(code) >= 0 && Number(code) <= 255 ? Number(code) : 1;
}

/** What a sandbox or an engine says may be printed as it is: nothing of it moves the cursor. */
function terminalFor({ stdout, stderr }: Terminal, signal: AbortSignal): CommandTerminal {
  return {
    out: (text) => void stdout.write(plainText(text)),
    err: (text) => void stderr.write(plainText(text)),
    interactive: stdout.isTTY === true && stderr.isTTY === true,
    signal,
  };
}
