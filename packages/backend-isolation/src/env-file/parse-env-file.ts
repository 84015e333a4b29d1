import { isUtf8 } from "node:buffer";
import { reservedReason } from "./reserved-names.ts";

/** Largest file, in bytes. */
export const MAX_ENV_FILE: number = 64 * 1024;

/** What is wrong with a file. It never repeats a value. */
export interface EnvProblem {
  /** From 1; absent for what concerns the whole file. */
  readonly line?: number;
  readonly text: string;
}

/** What a file says. With problems, the variables are not to be used. */
export interface ParsedEnv {
  readonly variables: ReadonlyMap<string, string>;
  readonly problems: readonly EnvProblem[];
}

const BYTE_ORDER_MARK = "\ufeff";
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Beyond these, one mistake explains them all. */
const MOST_PROBLEMS = 20;

/**
 * Reads lines `NAME=value`. Empty lines and lines that begin with `#` say nothing; the value is everything after the
 * first `=`, as it is: nothing is expanded. What other programs understand in different ways is refused: `export`,
 * quotes around a value, white space around it, a name twice. So are variables that decide what programs load.
 */
export function parseEnvFile(bytes: Uint8Array): ParsedEnv {
  const none = new Map<string, string>();
  if (bytes.length > MAX_ENV_FILE) {
    return { variables: none, problems: [{ text: `it is larger than ${MAX_ENV_FILE} bytes` }] };
  }
  if (!isUtf8(bytes)) return { variables: none, problems: [{ text: "it is not UTF-8" }] };
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (text.startsWith(BYTE_ORDER_MARK)) {
    const mark = "it begins with a byte order mark: save it as UTF-8 without one";
    return { variables: none, problems: [{ line: 1, text: mark }] };
  }
  return parseLines(text.split("\n"));
}

function parseLines(lines: readonly string[]): ParsedEnv {
  const variables = new Map<string, string>();
  const first = new Map<string, number>();
  const problems: EnvProblem[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const at = index + 1;
    const problem = lineProblem(line) ?? twice(line, first);
    if (problem !== undefined) problems.push({ line: at, text: problem });
    if (problems.length >= MOST_PROBLEMS) break;
    if (problem !== undefined) continue;
    const [name, value] = halves(line);
    first.set(name, at);
    variables.set(name, value);
  }
  return { variables, problems };
}

function lineProblem(line: string): string | undefined {
  if (line.endsWith("\r")) return "it ends with a carriage return: save the file with Unix line ends";
  if (/\p{Cc}/u.test(line)) return "it has a control character";
  if (/^\s/.test(line)) return "it begins with white space";
  if (/^export\s/.test(line)) return 'it begins with "export": write NAME=value';
  if (!line.includes("=")) return "it has no =: write NAME=value";
  const [name, value] = halves(line);
  if (/\s$/.test(name)) return "there is white space before the =";
  if (!NAME.test(name)) return "what stands before the = is no name of a variable";
  const reserved = reservedReason(name);
  if (reserved !== undefined) return `${name} cannot be set here: ${reserved}`;
  if (/^\s|\s$/.test(value)) return `there is white space around the value of ${name}`;
  if (/^["'`]/.test(value)) return `the value of ${name} begins with a quote, which would be part of it`;
  return undefined;
}

function twice(line: string, first: ReadonlyMap<string, number>): string | undefined {
  const [name] = halves(line);
  const before = first.get(name);
  return before === undefined ? undefined : `${name} is set in line ${before} already`;
}

function halves(line: string): readonly [string, string] {
  const equals = line.indexOf("=");
  return [line.slice(0, equals), line.slice(equals + 1)];
}
