import { type ConfigSchema, isObject, type JsonObject, VibeDeckError } from "@vibedeck/core";
import { guard } from "@vibedeck/core/host";
import type { BackendEntry } from "../config/backend-tables.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { unknownKey } from "../config/problem.ts";
import type { TomlFile } from "../config/toml-file.ts";

/** A backend's configuration. */
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
 * Hands a backend's table to its schema, together with `[pricing]` when the schema takes that.
 * @throws `VibeDeckError` `PLUGIN_CONFIG` with all problems, one a line, each with its place in the file.
 */
export async function validateConfig(
  schema: ConfigSchema<unknown>,
  entry: BackendEntry,
  source: ConfigSource,
): Promise<ValidConfig> {
  const validate = (raw: JsonObject): Promise<Result> =>
    guard(`Backend "${entry.id}"`, "validate its configuration", source.ms, () =>
      schema["~standard"].validate(raw),
    );
  const given = source.pricing !== undefined && !Object.hasOwn(entry.options, PRICES);
  const raw =
    given && (await takesPrices(entry.options, validate))
      ? { ...entry.options, [PRICES]: source.pricing }
      : entry.options;
  const result = await validate(raw);
  if (result.issues === undefined) return { raw, value: result.value };
  const places = placesOf(entry, source.file, raw !== entry.options);
  const known = [...knownKeys(schema), "use", "on_failure"];
  throw configError(
    entry,
    result.issues.flatMap((issue) => problemsOf(issue, known, places)),
  );
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
}

function placesOf(entry: BackendEntry, file: TomlFile | undefined, priced: boolean): Places {
  const full = (path: Path): Path =>
    priced && path[0] === PRICES ? ["pricing", ...path.slice(1)] : [entry.id, ...path];
  const table = (path: Path): string => `[${full(path).join(".")}]`;
  return { table, where: (path) => (file === undefined ? table(path) : file.where(full(path))) };
}

function problemsOf(issue: Issue, known: readonly string[], places: Places): readonly ConfigProblem[] {
  const steps = (issue.path ?? []).map(stepOf);
  const { path, unknown } = unrecognised(issue, steps);
  if (unknown.length === 0) {
    const subject = path.length === 0 ? "" : `"${path.join(".")}": `;
    return [{ where: places.where(path), text: `${subject}${issue.message.slice(0, 300)}` }];
  }
  return unknown.map((key) => ({
    where: places.where([...path, key]),
    text: unknownKey(key, places.table(path), path.length === 0 ? known : []),
  }));
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

/** The keys of a schema that can describe itself as JSON Schema, or lists its entries; else none. */
function knownKeys(schema: ConfigSchema<unknown>): readonly string[] {
  try {
    const standard: object = schema["~standard"];
    const converter: unknown = "jsonSchema" in standard ? standard.jsonSchema : undefined;
    const input: unknown =
      typeof converter === "object" && converter !== null ? Reflect.get(converter, "input") : undefined;
    const described: unknown =
      typeof input === "function" ? input.call(converter, { target: "draft-2020-12" }) : undefined;
    const properties = isObject(described) ? described["properties"] : undefined;
    const listed: unknown = properties ?? ("entries" in schema ? schema.entries : undefined);
    return isObject(listed) ? Object.keys(listed) : [];
  } catch {
    // Not every schema can be written as JSON Schema; suggestions are then left out.
    return [];
  }
}

function configError(entry: BackendEntry, problems: readonly ConfigProblem[]): VibeDeckError {
  return new VibeDeckError(
    "PLUGIN_CONFIG",
    problems.map(({ where, text }) => `${where}: ${text}`).join("\n"),
    {
      hint: `The keys of [${entry.id}] are its plugin's own, except \`use\` and \`on_failure\`: see the plugin's README.`,
    },
  );
}
