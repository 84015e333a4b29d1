import { lstatSync } from "node:fs";
import { join } from "node:path";
import { type Logger, type UserId, VibeDeckError } from "@vibedeck/core";
import type { IsolationConfig } from "../config-shape.ts";
import { problemLine, readEnvFile } from "./read-env-file.ts";

/** The part of the configuration that says where variables are. */
export type EnvPlaces = Pick<IsolationConfig, "usersDir" | "envFile" | "userEnvDir">;

/**
 * The variables for a user's agents: everybody's, then the user's own, which win. Read anew each time, so that a
 * changed file counts from the next start on, and no key is kept here. A user without a file of their own has none.
 * @throws `VibeDeckError` `UNAVAILABLE` with a sentence for that user. The reason, which names files and lines and no
 * value, is in the log and the `cause`.
 */
export function readEnvFor(
  places: EnvPlaces,
  owner: UserId,
  logger: Logger,
): Readonly<Record<string, string>> {
  const { envFile, userEnvDir, usersDir } = places;
  try {
    return Object.fromEntries([
      ...(envFile === undefined ? [] : required(envFile, usersDir)),
      ...(userEnvDir === undefined ? [] : ownOf(userEnvDir, owner, usersDir)),
    ]);
  } catch (cause) {
    logger.error({ owner, err: cause }, "The variables for a user's agents cannot be read");
    throw new VibeDeckError("UNAVAILABLE", "The settings of your sandbox cannot be read on this server.", {
      hint: "Ask whoever runs the server: its log has the reason.",
      cause,
    });
  }
}

/** Where a user's own variables are. */
export function userEnvFile(userEnvDir: string, owner: UserId): string {
  return join(userEnvDir, `${owner}.env`);
}

/** Why users' own files cannot be trusted as a whole; `undefined` when they can. */
export function envDirProblem(userEnvDir: string): string | undefined {
  const stats = lstatSync(userEnvDir, { throwIfNoEntry: false });
  if (stats === undefined) return `${userEnvDir} is not there`;
  if (!stats.isDirectory()) return `${userEnvDir} is no directory`;
  if ((stats.mode & 0o022) === 0) return undefined;
  return `${userEnvDir} can be written by others than its owner`;
}

function required(path: string, usersDir: string): Iterable<readonly [string, string]> {
  return variablesOf(path, usersDir) ?? missing(path);
}

function ownOf(userEnvDir: string, owner: UserId, usersDir: string): Iterable<readonly [string, string]> {
  const problem = envDirProblem(userEnvDir);
  if (problem !== undefined) throw new Error(problem);
  return variablesOf(userEnvFile(userEnvDir, owner), usersDir) ?? [];
}

function variablesOf(path: string, usersDir: string): ReadonlyMap<string, string> | undefined {
  const parsed = readEnvFile(path, usersDir);
  if (parsed === undefined) return undefined;
  if (parsed.problems.length === 0) return parsed.variables;
  throw new Error(parsed.problems.map((problem) => problemLine(path, problem)).join("\n"));
}

function missing(path: string): never {
  throw new Error(`${path} is not there`);
}
