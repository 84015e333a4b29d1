import { nodeTooOld } from "./node-version.ts";
import { tuneMemory } from "./tune-memory.ts";

/**
 * Runs the `vibedeck` command in this process.
 * @param argv the arguments after the command's name.
 * @returns the exit code: 0, or 1 when something is wrong. It never throws.
 */
export async function main(argv: readonly string[]): Promise<number> {
  // A reader that closes the pipe, or a full disk behind it, must not end a server.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const tooOld = nodeTooOld(process.versions.node);
  if (tooOld !== undefined) {
    process.stderr.write(`${tooOld}\n  Get it from https://nodejs.org, or with your version manager.\n`);
    return 1;
  }
  tuneMemory();
  // Loaded late: an old Node could fail at an import before it is told that it is old.
  const [{ run }, { processTerminal }] = await Promise.all([import("./run.ts"), import("./terminal.ts")]);
  return run(argv, processTerminal());
}
