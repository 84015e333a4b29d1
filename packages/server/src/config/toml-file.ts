import { readFileSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { isObject, type Json, type JsonObject, VibeDeckError } from "@vibedeck/core";
import { parse, TomlDate, TomlError } from "smol-toml";
import { type ConfigProblem, configError } from "./problem.ts";
import { type Position, type ScannedKey, scanKeys } from "./scan-keys.ts";
import type { Surroundings } from "./surroundings.ts";

/** A parsed configuration file that remembers where its keys stand. */
export interface TomlFile {
  /** Absolute. */
  readonly path: string;
  /** The path as it is shown to people. */
  readonly shown: string;
  readonly table: JsonObject;
  /** Where a key stands, or the closest one around it. */
  position(path: readonly (string | number)[]): Position | undefined;
  /** `file:line:column` of a key. */
  where(path: readonly (string | number)[]): string;
}

const MAX_BYTES = 1024 * 1024;

/**
 * Reads a configuration file.
 * @throws `VibeDeckError` `CONFIG_NOT_FOUND` when it cannot be read, `CONFIG_SYNTAX` when it is no TOML.
 */
export function readTomlFile(path: string, { cwd, home }: Pick<Surroundings, "cwd" | "home">): TomlFile {
  const shown = showPath(path, { cwd, home });
  return parseToml(readText(path, shown), path, shown);
}

/** Parses the text of a configuration file; see {@link readTomlFile}. */
export function parseToml(text: string, path: string, shown: string = path): TomlFile {
  const table = parseTable(text, shown);
  const positions = new Map<string, Position>();
  for (const key of scanKeys(text)) {
    const name = JSON.stringify(key.path);
    // A dotted key and a later header name the same table: the first place counts.
    if (!positions.has(name)) positions.set(name, { line: key.line, column: key.column });
  }
  const position = (wanted: readonly (string | number)[]): Position | undefined => {
    for (let length = wanted.length; length > 0; length -= 1) {
      const found = positions.get(JSON.stringify(wanted.slice(0, length)));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return { path, shown, table, position, where: (wanted) => at(shown, position(wanted)) };
}

/** A path as people would write it: relative below the working directory, with `~` below the home. */
export function showPath(path: string, { cwd, home }: Pick<Surroundings, "cwd" | "home">): string {
  const below = (folder: string): string | undefined => {
    const rest = relative(folder, path);
    return rest === "" || rest.startsWith("..") || isAbsolute(rest) ? undefined : rest;
  };
  const fromHome = below(home);
  return below(cwd) ?? (fromHome === undefined ? path : `~/${fromHome}`);
}

function readText(path: string, shown: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const reason =
      cause instanceof Error && "code" in cause && cause.code === "ENOENT" ? "does not exist" : String(cause);
    throw new VibeDeckError("CONFIG_NOT_FOUND", `Cannot read the configuration ${shown}: ${reason}.`, {
      hint: "Check the path after --config or in VIBEDECK_CONFIG, and the permissions of the file.",
      cause,
    });
  }
  if (bytes.length > MAX_BYTES) throw syntaxError(shown, undefined, "The file is larger than 1 MiB.");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw syntaxError(shown, undefined, "The file is not UTF-8 text.");
  }
}

function parseTable(text: string, shown: string): JsonObject {
  const dropped: ConfigProblem[] = [];
  try {
    const table = toJson(parse(text, { maxDepth: 64 }), [], (path) =>
      dropped.push({ where: shown, text: `${path.join(".")} must be a finite number.` }),
    );
    if (dropped.length > 0) throw configError(dropped);
    return isObject(table) ? table : {};
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw syntaxError(shown, error, explain(error, text));
  }
}

/** Plain JSON, as the table may travel to a worker: dates become text, `inf` and `nan` are reported. */
function toJson(value: unknown, path: readonly string[], report: (path: readonly string[]) => void): Json {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map((item, index) => toJson(item, [...path, String(index)], report));
  if (typeof value === "object" && value !== null) {
    // Without a prototype, so that a key called __proto__ stays a key.
    const object: { [key: string]: Json } = Object.create(null);
    for (const [key, item] of Object.entries(value)) object[key] = toJson(item, [...path, key], report);
    return object;
  }
  if (typeof value === "number" && !Number.isFinite(value)) report(path);
  return typeof value === "string" || typeof value === "boolean" || typeof value === "number" ? value : null;
}

function explain(error: TomlError, text: string): string {
  const [first = ""] = error.message.split("\n");
  const reason = first.replace("Invalid TOML document: ", "");
  if (!reason.includes("redefine")) return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  const keys = scanKeys(text);
  const again = keys.find((key) => key.line === error.line && isRepeated(key, keys));
  if (again === undefined) return "This key or table is defined already.";
  const before = keys.find((key) => samePath(key, again));
  return `${JSON.stringify(again.path.join("."))} is defined already, on line ${before?.line}.`;
}

function isRepeated(key: ScannedKey, keys: readonly ScannedKey[]): boolean {
  return (
    keys.some((other) => other !== key && other.line <= key.line && samePath(other, key)) && isLast(key, keys)
  );
}

/** Whether a key is the last step of its dotted name, the only one that can be a duplicate. */
function isLast(key: ScannedKey, keys: readonly ScannedKey[]): boolean {
  const next = keys[keys.indexOf(key) + 1];
  return next === undefined || next.line !== key.line || next.path.length <= key.path.length;
}

function samePath(a: ScannedKey, b: ScannedKey): boolean {
  return JSON.stringify(a.path) === JSON.stringify(b.path);
}

function syntaxError(shown: string, error: TomlError | undefined, text: string): VibeDeckError {
  return configError([{ where: at(shown, error), text }], "CONFIG_SYNTAX");
}

function at(shown: string, position: Position | undefined): string {
  return position === undefined ? shown : `${shown}:${position.line}:${position.column}`;
}
