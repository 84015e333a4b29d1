import { type ConfigSchema, type JsonObject, VibeDeckError } from "@vibedeck/core";
import { guard } from "@vibedeck/core/host";
import type { ConfigProblem } from "../config/problem.ts";
import { unknownKey } from "../config/problem.ts";
import type { TomlFile } from "../config/toml-file.ts";
import { knownKeys } from "./known-keys.ts";
import type { PluginTable } from "./plugin-table.ts";

/** A plugin's configuration. */
export interface ValidConfig {
  /** The table as it was given to the schema; JSON-shaped. */
  readonly raw: JsonObject;
  /** What the schema made of it. */
  readonly value: unknown;
}

/** What {@link validateConfig} takes beside the schema. */
export interface ConfigSource {
  readonly file?: TomlFile;
  readonly pricing?: JsonObject;
  /** Limit in milliseconds. */
  readonly ms: number;
}

type Result = Awaited<ReturnType<ConfigSchema<unknown>["~standard"]["validate"]>>;
type Issue = NonNullable<Result["issues"]>[number];

/** The key under which a backend that wants them gets the prices of `[pricing]`. */
const PRICES = "prices";

/**
 * Hands a plugin's table to its schema, together with `[pricing]` when the schema takes that.
 * @throws `VibeDeckError` `PLUGIN_CONFIG` with all problems, one a line, each with its place in the file.
 */
export async function validateConfig(
  schema: ConfigSchema<unknown>,
  table: PluginTable,
  source: ConfigSource,
): Promise<ValidConfig> {
  const validate = (raw: JsonObject): Promise<Result> =>
    guard(table.subject.owner, "validate its configuration", source.ms, () =>
      schema["~standard"].validate(raw),
    );
  const given = source.pricing !== undefined && !Object.hasOwn(table.options, PRICES);
  const raw =
    given && (await takesPrices(table.options, validate))
      ? { ...table.options, [PRICES]: source.pricing }
      : table.options;
  const result = await validate(raw);
  const known = [...knownKeys(schema), ...table.hostKeys];
  const places = placesOf(table, source.file, raw !== table.options);
  const problems = (result.issues ?? []).flatMap((issue) => problemsOf(issue, known, places));
  for (const key of suspectsOf(table, known)) {
    const problem = unknownProblem([], key, known, places);
    if (!problems.some(({ where }) => where === problem.where)) problems.push(problem);
  }
  if (result.issues === undefined && problems.length === 0) return { raw, value: result.value };
  throw configError(table, problems);
}

/** The keys of a table that only look like the host's, and which the plugin does not list as its own. */
function suspectsOf({ options, suspects = [] }: PluginTable, known: readonly string[]): readonly string[] {
  return suspects.filter((key) => Object.hasOwn(options, key) && !known.includes(key));
}

/** Asks with an empty table, so that mistakes in the prices are not taken for a backend that wants none. */
async function takesPrices(
  options: JsonObject,
  validate: (raw: JsonObject) => Promise<Result>,
): Promise<boolean> {
  const [without, withPrices] = [await validate(options), await validate({ ...options, [PRICES]: {} })];
  return (withPrices.issues?.length ?? 0) <= (without.issues?.length ?? 0);
}

type Path = readonly (string | number)[];

/** Names and finds the places of a table, which for prices may be `[pricing]`. */
interface Places {
  table(path: Path): string;
  where(path: Path): string;
  /** A message of the plugin without what it must not repeat, and not too long. */
  say(message: string): string;
}

function placesOf(
  { name, writtenAs, secrets = [] }: PluginTable,
  file: TomlFile | undefined,
  priced: boolean,
): Places {
  const full = ([key, ...rest]: Path): Path => {
    if (priced && key === PRICES) return ["pricing", ...rest];
    return key === undefined ? [name] : [name, writtenAs?.get(String(key)) ?? key, ...rest];
  };
  const table = (path: Path): string => `[${full(path).join(".")}]`;
  const say = (message: string): string => hidden(message, secrets).slice(0, 300);
  return { table, say, where: (path) => (file === undefined ? table(path) : file.where(full(path))) };
}

function problemsOf(issue: Issue, known: readonly string[], places: Places): readonly ConfigProblem[] {
  const steps = (issue.path ?? []).map(stepOf);
  const { path, unknown } = unrecognised(issue, steps);
  if (unknown.length === 0) {
    const subject = path.length === 0 ? "" : `"${path.join(".")}": `;
    return [{ where: places.where(path), text: `${subject}${places.say(issue.message)}` }];
  }
  return unknown.map((key) => unknownProblem(path, key, known, places));
}

function unknownProblem(path: Path, key: string, known: readonly string[], places: Places): ConfigProblem {
  const text = unknownKey(key, places.table(path), path.length === 0 ? known : []);
  return { where: places.where([...path, key]), text };
}

/** Some schemas quote the value that they refuse. */
function hidden(message: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (text, secret) => (secret === "" ? text : text.replaceAll(secret, "(secret)")),
    message,
  );
}

function stepOf(step: NonNullable<Issue["path"]>[number]): string | number {
  const key = typeof step === "object" ? step.key : step;
  return typeof key === "number" ? key : String(key);
}

/** zod lists unknown keys beside its message; valibot's path ends in one. */
function unrecognised(issue: object, steps: Path): { path: Path; unknown: readonly string[] } {
  if (
    "expected" in issue &&
    issue.expected === "never" &&
    "type" in issue &&
    issue.type === "strict_object"
  ) {
    return { path: steps.slice(0, -1), unknown: steps.slice(-1).map(String) };
  }
  const keys: unknown =
    "code" in issue && issue.code === "unrecognized_keys" && "keys" in issue ? issue.keys : [];
  return { path: steps, unknown: Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [] };
}

function configError({ hint }: PluginTable, problems: readonly ConfigProblem[]): VibeDeckError {
  return new VibeDeckError(
    "PLUGIN_CONFIG",
    problems.map(({ where, text }) => `${where}: ${text}`).join("\n"),
    { hint },
  );
}
