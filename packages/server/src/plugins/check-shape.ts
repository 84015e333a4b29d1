import { BACKEND_TYPE, type BackendPlugin, VibeDeckError } from "@vibedeck/core";
import { PART_NAMES, pluginExport, reasonOf } from "@vibedeck/core/host";
import { checkApiVersion } from "./check-manifest.ts";
import type { ResolvedPlugin } from "./resolve-plugin.ts";

/**
 * Checks that a module's default export is a backend: marks, name, schema, five part factories. How it was made does not
 * matter, nor which copy of `@vibedeck/core` made it.
 * @throws `VibeDeckError` `PLUGIN_SHAPE` with everything that is missing, `PLUGIN_API_VERSION`.
 */
export function checkShape(id: string, plugin: ResolvedPlugin, exports: object): BackendPlugin {
  const about = `${plugin.specifier}, the plugin of backend "${id}",`;
  try {
    const value = pluginExport(exports);
    if (value === undefined) throw shapeError(`${about} has no default export.`);
    if (!isRecord(value))
      throw shapeError(`${about} exports a ${typeof value} by default instead of an object.`);
    if (value["type"] !== BACKEND_TYPE)
      throw shapeError(`${about} is no backend: its type is ${kind(value["type"])}.`);
    checkApiVersion(about, value["apiVersion"], "PLUGIN_SHAPE");
    const missing = missingMembers(value);
    if (missing.length > 0) throw shapeError(`${about} lacks ${missing.join(", ")}.`);
    return value as unknown as BackendPlugin;
  } catch (error) {
    if (error instanceof VibeDeckError) throw error;
    // A getter of the plugin threw.
    throw shapeError(`${about} cannot be looked at: ${reasonOf(error)}`, error);
  }
}

type Unchecked = { readonly [key: string]: unknown };

function missingMembers(value: Unchecked): readonly string[] {
  const { name, config, parts, check } = value;
  const missing = PART_NAMES.filter((part) => !isRecord(parts) || typeof parts[part] !== "function");
  return [
    ...(typeof name === "string" && /^[a-z0-9][a-z0-9-]*$/.test(name)
      ? []
      : ["a name of lower-case letters, digits and hyphens"]),
    ...(isStandardSchema(config) ? [] : ["a config schema (any Standard Schema)"]),
    ...missing.map((part) => `the ${part} part`),
    ...(check === undefined || typeof check === "function" ? [] : ["a check that is a function"]),
  ];
}

function isStandardSchema(value: unknown): boolean {
  // arktype's schemas are functions.
  const standard =
    isRecord(value) || typeof value === "function" ? Reflect.get(value, "~standard") : undefined;
  return isRecord(standard) && typeof standard["validate"] === "function";
}

function isRecord(value: unknown): value is Unchecked {
  return typeof value === "object" && value !== null;
}

function kind(type: unknown): string {
  return typeof type === "string" ? JSON.stringify(type) : "missing";
}

function shapeError(message: string, cause?: unknown): VibeDeckError {
  return new VibeDeckError("PLUGIN_SHAPE", message, {
    hint: "A backend's module says: export default defineBackend({ name, config, parts }).",
    ...(cause === undefined ? {} : { cause }),
  });
}
