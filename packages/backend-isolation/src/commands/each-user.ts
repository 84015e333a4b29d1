import { type CommandTerminal, isVibeDeckError } from "@vibedeck/core";
import type { SandboxStatus } from "../sandbox-runtime.ts";
import { findOurs } from "./find-sandbox.ts";

/**
 * Does something with the sandboxes of several users, one after the other. What fails with one is said, and the others
 * have their turn.
 * @returns the exit code.
 * @throws what fails when there is just one, so that it is told in full.
 */
export async function eachUser(
  names: readonly string[],
  all: readonly SandboxStatus[],
  terminal: CommandTerminal,
  act: (sandbox: SandboxStatus) => Promise<void>,
): Promise<number> {
  let code = 0;
  for (const name of names) {
    terminal.signal.throwIfAborted();
    try {
      await act(findOurs(all, name));
    } catch (error) {
      if (names.length === 1 || !isVibeDeckError(error)) throw error;
      terminal.err(`${error.message}\n${error.hint === undefined ? "" : `  ${error.hint}\n`}`);
      code = 1;
    }
  }
  return code;
}
