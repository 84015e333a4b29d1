import { isObject, type Json, type JsonObject, own } from "@vibedeck/core";
import { describeIssue, kindOf } from "./describe-issue.ts";
import { type ConfigProblem, didYouMean, unknownKey } from "./problem.ts";
import { authSchema, HOST_TABLES } from "./schema.ts";
import { CONFIG_VARIABLE, SETTINGS, type Setting } from "./settings.ts";
import type { TomlFile } from "./toml-file.ts";

/** Where a value in effect comes from. */
export type Origin =
  | { readonly kind: "flag" | "env"; readonly name: string }
  | { readonly kind: "file"; readonly where: string }
  | { readonly kind: "default" };

/** One place that sets keys of `[serve]` and `[log]`: values by `table.key`, each checked, with its origin. */
export interface Layer {
  readonly values: ReadonlyMap<string, { readonly value: Json; readonly origin: Origin }>;
  readonly problems: readonly ConfigProblem[];
}

/** What the file says under `[serve]` and `[log]`. */
export function fileLayer(file: TomlFile | undefined): Layer {
  const layer = new LayerBuilder();
  for (const table of ["serve", "log"] as const) {
    const value = file === undefined ? undefined : own(file.table, table);
    if (file === undefined || value === undefined) continue;
    if (isObject(value))
      layer.add(table, value, (key) => ({ kind: "file", where: file.where([table, ...key]) }));
    else layer.problem(file.where([table]), `"${table}" must be a table, not ${kindOf(value)}.`);
  }
  return layer;
}

/** What `VIBEDECK_*` say. Empty variables count as unset. */
export function envLayer(env: { readonly [name: string]: string | undefined }): Layer {
  return textLayer("env", (setting) => env[setting.env] || undefined);
}

/** What the command line says, by flag: `--port`. */
export function flagLayer(flags: ReadonlyMap<string, string>): Layer {
  return textLayer("flag", (setting) => (setting.flag === undefined ? undefined : flags.get(setting.flag)));
}

/** A sentence for each variable that begins like ours and is none of ours. They are not errors: other software sets some. */
export function unknownVariables(env: { readonly [name: string]: string | undefined }): readonly string[] {
  const known = [CONFIG_VARIABLE, ...SETTINGS.map((setting) => setting.env)];
  return Object.keys(env)
    .filter((name) => name.startsWith("VIBEDECK_") && !known.includes(name))
    .flatMap((name) => {
      const meant = didYouMean(name, known);
      return meant === undefined
        ? []
        : [`The environment variable ${name} is not known, did you mean ${meant}?`];
    });
}

function textLayer(kind: "env" | "flag", read: (setting: Setting) => string | undefined): Layer {
  const layer = new LayerBuilder();
  for (const setting of SETTINGS) {
    const text = read(setting);
    const name = kind === "env" ? setting.env : (setting.flag ?? setting.env);
    if (text !== undefined)
      layer.add(setting.table, { [setting.key]: fromText(text, setting) }, () => ({ kind, name }));
  }
  return layer;
}

/** Texts that are not of the wanted kind stay texts, and the schema says what is wrong with them. */
function fromText(text: string, { kind }: Setting): Json {
  const trimmed = text.trim();
  if (kind === "integer") return /^-?\d{1,9}$/.test(trimmed) ? Number(trimmed) : text;
  if (kind === "number") return /^\d{1,9}(?:\.\d{1,3})?$/.test(trimmed) ? Number(trimmed) : text;
  if (kind === "list")
    return trimmed
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  if (kind === "text") return text;
  return /^(?:true|1|yes|on)$/i.test(trimmed) ? true : /^(?:false|0|no|off)$/i.test(trimmed) ? false : text;
}

class LayerBuilder implements Layer {
  readonly values = new Map<string, { value: Json; origin: Origin }>();
  readonly problems: ConfigProblem[] = [];

  add(
    table: "serve" | "log",
    values: JsonObject,
    origin: (key: readonly (string | number)[]) => Origin,
  ): void {
    const bad = new Set<string>();
    const result = HOST_TABLES[table].partial().safeParse(values);
    for (const issue of result.error?.issues ?? []) {
      if (issue.code === "unrecognized_keys") {
        for (const key of issue.keys) this.#unknown(table, key, origin([key]));
        continue;
      }
      const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
      // The first broken rule of a key says enough.
      if (bad.has(String(path[0]))) continue;
      bad.add(String(path[0]));
      this.problem(nameOf(origin(path)), `"${path.join(".")}" ${describeIssue(issue, values)}.`);
    }
    for (const key of Object.keys(HOST_TABLES[table].shape)) {
      const value = own(values, key);
      if (value !== undefined && !bad.has(key))
        this.values.set(`${table}.${key}`, { value, origin: origin([key]) });
    }
  }

  problem(where: string, text: string): void {
    this.problems.push({ where, text });
  }

  #unknown(table: "serve" | "log", key: string, origin: Origin): void {
    if (key !== "use" && Object.hasOwn(authSchema.shape, key)) {
      this.problem(nameOf(origin), `"${key}" belongs under [auth], not under [${table}].`);
      return;
    }
    this.problem(nameOf(origin), unknownKey(key, `[${table}]`, Object.keys(HOST_TABLES[table].shape)));
  }
}

/** An origin in words. */
export function nameOf(origin: Origin): string {
  if (origin.kind === "default") return "default";
  return origin.kind === "file" ? origin.where : origin.name;
}
