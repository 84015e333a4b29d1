import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import type { CommandSpec } from "../cli.ts";
import { VibeDeckError } from "../errors.ts";
import { isErrno } from "./send-signal.ts";

/** The program of a command is not on this machine, or cannot be run on it. */
export function agentMissing(program: string, hint: string | undefined, cause?: unknown): VibeDeckError {
  const text =
    cause === undefined
      ? `Cannot find the program "${program}".`
      : `Cannot run the program "${program}": it, or the interpreter named in its first line, is not a program here.`;
  return new VibeDeckError("AGENT_MISSING", text, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** @throws `VibeDeckError` `FOLDER_MISSING` when nothing can run in the folder, `BAD_REQUEST` when its path is relative. */
export async function checkFolder(cwd: string): Promise<void> {
  if (!isAbsolute(cwd)) throw new VibeDeckError("BAD_REQUEST", "The folder to work in has no absolute path.");
  try {
    if (!(await stat(cwd)).isDirectory()) throw new Error("It is a file.");
    await access(cwd, constants.X_OK);
  } catch (cause) {
    throw new VibeDeckError("FOLDER_MISSING", `The folder ${cwd} is not there, or cannot be entered.`, {
      hint: "Choose another folder, or make it again.",
      cause,
    });
  }
}

/** Why a command did not start. The system has one code for a missing program and a missing folder. */
export async function explainSpawnFailure(
  cause: unknown,
  spec: CommandSpec,
  missingHint: string | undefined,
): Promise<unknown> {
  if (isErrno(cause, "ENOENT", "EACCES", "ENOTDIR", "ENOEXEC")) {
    const folder = await checkFolder(spec.cwd).catch((missing: unknown) => missing);
    return folder ?? agentMissing(spec.argv[0], missingHint, cause);
  }
  // Node's own check: a zero byte in an argument, the environment or the folder.
  if (isErrno(cause, "ERR_INVALID_ARG_VALUE")) {
    return new VibeDeckError("BAD_REQUEST", "The command holds a zero byte.");
  }
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  return new VibeDeckError("UNAVAILABLE", `The program "${spec.argv[0]}" could not be started (${code}).`, {
    hint: "The machine may be short of memory, processes or open files.",
    cause,
  });
}
