import { dirname } from "node:path";
import { isObject, type JsonObject, type OtherProgram, own, type Root } from "@vibedeck/core";
import { FileRefused, listBeneath, openBeneath } from "@vibedeck/core/host";
import { ENTRYPOINT } from "../cli/command.ts";
import { filledField, numberField, textField } from "../entry/index.ts";
import { type ProcessFacts, processFacts } from "./process-facts.ts";

const FOLDER = "sessions";
const PID_FILE = /^([1-9]\d{0,9})\.json$/;
const MAX_BYTES = 65_536;
const MAX_FILES = 1_000;

/** A wrapper script, the program that it starts, and a little more. */
const MAX_ANCESTORS = 4;

const NAMES: ReadonlyMap<string, string> = new Map([
  ["cli", "a terminal"],
  ["sdk-cli", "a script"],
  ["sdk-ts", "a program"],
  ["sdk-py", "a program"],
  ["claude-vscode", "Visual Studio Code"],
  ["claude-desktop", "the desktop app"],
  [ENTRYPOINT, "another VibeDeck"],
]);

/**
 * Finds a program that runs a session now. A running Claude Code says so in `sessions/PID.json` beside `projects`
 * (`sessionId`, `procStart`, `entrypoint`; 2.1.330 also `status`); files of programs that crashed stay behind, so the
 * process must be alive and as old as the file says.
 * @param except process ids to leave out, with whatever they started.
 */
export function runningProgram(
  root: Root,
  sessionId: string,
  except: readonly number[],
): OtherProgram | undefined {
  // Process ids of a foreign home may be those of another machine's or sandbox's processes.
  if (!root.trusted) return undefined;
  const base = { path: dirname(root.path), trusted: true };
  const skipped = new Set(except);
  for (const pid of pidsIn(base)) {
    const file = readJson(base, `${FOLDER}/${pid}.json`);
    if (file === undefined || own(file, "sessionId") !== sessionId) continue;
    const facts = processFacts(pid);
    if (facts === undefined || !isTheSame(file, facts) || descendsFrom(pid, skipped)) continue;
    return { name: nameOf(file), pid, state: textField(file, "status") === "busy" ? "busy" : "idle" };
  }
  return undefined;
}

function pidsIn(base: Pick<Root, "path" | "trusted">): readonly number[] {
  try {
    return listBeneath(base, FOLDER, { limit: MAX_FILES }).entries.flatMap(({ name }) => {
      const pid = Number(PID_FILE.exec(name)?.[1]);
      return Number.isSafeInteger(pid) ? [pid] : [];
    });
  } catch (error) {
    // Older versions keep no such files.
    if (error instanceof FileRefused) return [];
    throw error;
  }
}

function readJson(base: Pick<Root, "path" | "trusted">, path: string): JsonObject | undefined {
  try {
    const file = openBeneath(base, path, { maxSize: MAX_BYTES });
    try {
      const buffer = Buffer.alloc(Math.min(file.size, MAX_BYTES));
      const value: unknown = JSON.parse(buffer.toString("utf8", 0, file.read(buffer, 0)));
      return isObject(value) ? value : undefined;
    } finally {
      file.close();
    }
  } catch {
    // It was removed or is being written: then its program has just ended, or will be found at the next look.
    return undefined;
  }
}

function isTheSame(file: JsonObject, { started }: ProcessFacts): boolean {
  const told = filledField(file, "procStart") ?? numberField(file, "procStart")?.toString();
  return started === undefined || told === undefined || told === started;
}

function descendsFrom(pid: number, ancestors: ReadonlySet<number>): boolean {
  let current: number | undefined = pid;
  for (let step = 0; step <= MAX_ANCESTORS && current !== undefined; step++) {
    if (ancestors.has(current)) return true;
    current = processFacts(current)?.parent;
  }
  return false;
}

function nameOf(file: JsonObject): string {
  const entrypoint = textField(file, "entrypoint") ?? "";
  const known = NAMES.get(entrypoint);
  if (known !== undefined) return known;
  if (textField(file, "kind") === "bg") return "a background agent";
  return entrypoint.startsWith("sdk") ? "a program" : "another program";
}
