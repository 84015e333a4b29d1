import { VibeDeckError } from "@vibedeck/core";
import { pluginExport, reasonOf } from "@vibedeck/core/host";
import { checkApiVersion } from "./check-manifest.ts";
import { isRecord, type PluginKind, type PluginSubject, type Unchecked } from "./plugin-kind.ts";
import type { ResolvedPlugin } from "./resolve-plugin.ts";

/**
 * Checks that a module's default export is a plugin of the wanted kind: marks, name, schema, what the kind needs. How it
 * was made does not matter, nor which copy of `@vibedeck/core` made it.
 * @throws `VibeDeckError` `PLUGIN_SHAPE` with everything that is missing, `PLUGIN_API_VERSION`.
 */
export function checkShape<Plugin>(
  { kind, name }: PluginSubject<Plugin>,
  plugin: Pick<ResolvedPlugin, "specifier">,
  exports: object,
): Plugin {
  const about = `${plugin.specifier}, the plugin of ${name},`;
  const wrong = (message: string, cause?: unknown): VibeDeckError => shapeError(kind, message, cause);
  try {
    const value = pluginExport(exports);
    if (value === undefined) throw wrong(`${about} has no default export.`);
    if (!isRecord(value)) throw wrong(`${about} exports a ${typeof value} by default instead of an object.`);
    if (value["type"] !== kind.mark)
      throw wrong(`${about} is not ${kind.noun}: its type is ${typeOf(value["type"])}.`);
    checkApiVersion(about, value["apiVersion"], "PLUGIN_SHAPE", kind);
    const missing = [...missingOfAny(value), ...kind.missing(value)];
    if (missing.length > 0) throw wrong(`${about} lacks ${missing.join(", ")}.`);
    return kind.typed(value);
  } catch (error) {
    if (error instanceof VibeDeckError) throw error;
    // A getter of the plugin threw.
    throw wrong(`${about} cannot be looked at: ${reasonOf(error)}`, error);
  }
}

function missingOfAny({ name, config }: Unchecked): readonly string[] {
  return [
    ...(typeof name === "string" && /^[a-z0-9][a-z0-9-]*$/.test(name)
      ? []
      : ["a name of lower-case letters, digits and hyphens"]),
    ...(isStandardSchema(config) ? [] : ["a config schema (any Standard Schema)"]),
  ];
}

function isStandardSchema(value: unknown): boolean {
  // arktype's schemas are functions.
  const standard =
    isRecord(value) || typeof value === "function" ? Reflect.get(value, "~standard") : undefined;
  return isRecord(standard) && typeof standard["validate"] === "function";
}

function typeOf(type: unknown): string {
  return typeof type === "string" ? JSON.stringify(type) : "missing";
}

function shapeError(kind: PluginKind<unknown>, message: string, cause?: unknown): VibeDeckError {
  return new VibeDeckError("PLUGIN_SHAPE", message, {
    hint: `The module of ${kind.noun} says: ${kind.example}.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
