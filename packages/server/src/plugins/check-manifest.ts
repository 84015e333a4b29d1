import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  API_VERSION,
  isObject,
  type Json,
  type JsonObject,
  MIN_API_VERSION,
  own,
  VibeDeckError,
} from "@vibedeck/core";
import type { ResolvedPlugin } from "./resolve-plugin.ts";

/**
 * Reads `"vibedeck": { "api": 1, "kind": "backend" }` in the plugin's package.json, before any of its code runs. A local
 * file needs none; then the plugin's own marks count.
 * @throws `VibeDeckError` `PLUGIN_MANIFEST` when it is missing or of another kind, `PLUGIN_API_VERSION` when it is for
 *   another version of VibeDeck.
 */
export function checkManifest(id: string, plugin: ResolvedPlugin): void {
  const about = `${plugin.specifier}, the plugin of backend "${id}",`;
  const manifest = findManifest(dirname(fileURLToPath(plugin.url)), about);
  if (manifest === undefined) {
    if (plugin.local) return;
    throw manifestError(`${about} does not say in its package.json that it is a VibeDeck plugin.`);
  }
  const kind = isObject(manifest) ? own(manifest, "kind") : undefined;
  if (kind !== "backend")
    throw manifestError(`${about} is of kind ${JSON.stringify(kind ?? null)}, not "backend".`);
  checkApiVersion(about, isObject(manifest) ? own(manifest, "api") : undefined, "PLUGIN_MANIFEST");
}

/**
 * Compares a contract version with those that this server speaks.
 * @param otherwise the code for something that is no version at all.
 */
export function checkApiVersion(
  about: string,
  api: unknown,
  otherwise: "PLUGIN_MANIFEST" | "PLUGIN_SHAPE",
): void {
  if (!Number.isInteger(api) || typeof api !== "number") {
    throw new VibeDeckError(
      otherwise,
      `${about} does not say which version of the plugin contract it is for.`,
      { hint: MARK_HINT },
    );
  }
  if (api >= MIN_API_VERSION && api <= API_VERSION) return;
  const [relation, remedy] =
    api > API_VERSION ? ["newer", "Update vibedeck."] : ["older", "Update the plugin."];
  throw new VibeDeckError(
    "PLUGIN_API_VERSION",
    `${about} is for version ${api} of the plugin contract, which is ${relation} than this server's ${API_VERSION}.`,
    { hint: remedy },
  );
}

const MARK_HINT = 'A backend\'s package.json has "vibedeck": { "api": 1, "kind": "backend" }.';

function manifestError(message: string): VibeDeckError {
  return new VibeDeckError("PLUGIN_MANIFEST", message, { hint: MARK_HINT });
}

/** The `vibedeck` field of the package that a folder belongs to. */
function findManifest(folder: string, about: string): Json | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const description = readDescription(join(at, "package.json"), about);
    if (description !== undefined) {
      const manifest = own(description, "vibedeck");
      // A package.json deep inside, such as { "type": "module" } in dist, is not the package's own: that has a name.
      if (manifest !== undefined || Object.hasOwn(description, "name")) return manifest;
    }
    const parent = dirname(at);
    if (parent === at || basename(parent) === "node_modules") return undefined;
  }
}

function readDescription(path: string, about: string): JsonObject | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    // There is none here; the next folder up may have one.
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below, with the name of the plugin.
  }
  throw manifestError(`${about} has a package.json that is no JSON object: ${path}.`);
}
