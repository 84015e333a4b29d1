import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { isWithin } from "../config/user-paths.ts";
import { type EnvProblem, MAX_ENV_FILE, type ParsedEnv, parseEnvFile } from "./parse-env-file.ts";

/** Opened without following a link or waiting for the other end of a pipe. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Reads a file with variables: a regular file that nobody but its owner (we, or root) can read, outside of the homes.
 * @returns `undefined` when it is not there. Every other trouble is among the problems.
 */
export function readEnvFile(path: string, usersDir: string): ParsedEnv | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, FLAGS);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return undefined;
    return refused(code === "ELOOP" ? "it is a symbolic link" : `it cannot be opened (${String(code)})`);
  }
  try {
    const problem = fileProblem(fstatSync(descriptor)) ?? placeProblem(path, usersDir);
    return problem === undefined ? parseEnvFile(contentOf(descriptor)) : refused(problem);
  } catch (error) {
    return refused(`it cannot be read (${error instanceof Error ? error.message : String(error)})`);
  } finally {
    closeSync(descriptor);
  }
}

/** A problem as it stands in a log: `FILE:LINE: …`. */
export function problemLine(path: string, { line, text }: EnvProblem): string {
  return line === undefined ? `${path}: ${text}` : `${path}:${line}: ${text}`;
}

function fileProblem(stats: Stats): string | undefined {
  if (!stats.isFile()) return "it is no regular file";
  if ((stats.mode & 0o077) !== 0) return "others than its owner can read or write it: chmod 600";
  const uid = process.getuid?.();
  if (uid === undefined || stats.uid === uid || stats.uid === 0) return undefined;
  return `it belongs to user id ${stats.uid}: it must be owned by root, or by the user that the server runs as`;
}

/** By its real place, since links may lead there. */
function placeProblem(path: string, usersDir: string): string | undefined {
  if (!isWithin(realpathSync(dirname(path)), realpathSync(usersDir))) return undefined;
  return "it lies in users_dir, where users can write";
}

/** One byte more than is allowed tells that there is more. */
function contentOf(descriptor: number): Uint8Array {
  const buffer = Buffer.alloc(MAX_ENV_FILE + 1);
  let filled = 0;
  while (filled < buffer.length) {
    const count = readSync(descriptor, buffer, filled, buffer.length - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

function refused(text: string): ParsedEnv {
  return { variables: new Map(), problems: [{ text }] };
}
