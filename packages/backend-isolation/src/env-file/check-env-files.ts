import { readdirSync } from "node:fs";
import { type Diagnosis, fromUserId } from "@vibedeck/core";
import { problemLine, readEnvFile } from "./read-env-file.ts";
import { type EnvPlaces, envDirProblem, userEnvFile } from "./read-env-for.ts";

const ENDING = ".env";
const FIX = "Agents are not started before this is corrected. No value is shown here.";

/** Looks at all files with variables. A failure keeps agents from starting: everybody's, or those of one user. */
export function checkEnvFiles({ envFile, userEnvDir, usersDir }: EnvPlaces): readonly Diagnosis[] {
  return [
    ...(envFile === undefined ? [] : fileFindings(envFile, usersDir)),
    ...(userEnvDir === undefined ? [] : directoryFindings(userEnvDir, usersDir)),
  ];
}

function fileFindings(path: string, usersDir: string): readonly Diagnosis[] {
  const parsed = readEnvFile(path, usersDir);
  if (parsed === undefined) return [{ state: "failure", text: `${path} is not there`, hint: FIX }];
  if (parsed.problems.length === 0) {
    return [{ state: "ok", text: `${path} sets ${countOf(parsed.variables.size)}` }];
  }
  return parsed.problems.map((problem) => ({
    state: "failure",
    text: problemLine(path, problem),
    hint: FIX,
  }));
}

function directoryFindings(userEnvDir: string, usersDir: string): readonly Diagnosis[] {
  const problem = envDirProblem(userEnvDir);
  if (problem !== undefined) return [{ state: "failure", text: problem, hint: FIX }];
  const names = namesIn(userEnvDir);
  if (names === undefined) return [{ state: "failure", text: `${userEnvDir} cannot be read`, hint: FIX }];
  return names.flatMap((name) => {
    const owner = name.slice(0, -ENDING.length);
    if (name.endsWith(ENDING) && fromUserId(owner) !== undefined) {
      return fileFindings(userEnvFile(userEnvDir, owner), usersDir).filter(({ state }) => state !== "ok");
    }
    const text = `${JSON.stringify(name)} in ${userEnvDir} is no user's: such a file is called ID.env, with the id of the home`;
    return [{ state: "warning", text } as const];
  });
}

function namesIn(directory: string): readonly string[] | undefined {
  try {
    return readdirSync(directory).sort();
  } catch {
    // The caller says so.
    return undefined;
  }
}

function countOf(count: number): string {
  return count === 1 ? "one variable" : `${count} variables`;
}
