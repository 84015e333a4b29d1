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
import type { PluginKind, PluginSubject } from "./plugin-kind.ts";
import type { ResolvedPlugin } from "./resolve-plugin.ts";

/**
 * Reads `"vibedeck": { "api": 1, "kind": … }` in the plugin's package.json, before any of its code runs. A local
 * file needs none; then the plugin's own marks count.
 * @throws `VibeDeckError` `PLUGIN_MANIFEST` when it is missing or of another kind, `PLUGIN_API_VERSION` when it is for
 *   another version of VibeDeck.
 */
export function checkManifest({ kind, name }: PluginSubject, plugin: ResolvedPlugin): void {
  const about = `${plugin.specifier}, the plugin of ${name},`;
  const manifest = findManifest(dirname(fileURLToPath(plugin.url)), about, kind);
  if (manifest === undefined) {
    if (plugin.local) return;
    throw manifestError(`${about} does not say in its package.json that it is a VibeDeck plugin.`, kind);
  }
  const said = isObject(manifest) ? own(manifest, "kind") : undefined;
  if (said !== kind.name)
    throw manifestError(`${about} is of kind ${JSON.stringify(said ?? null)}, not "${kind.name}".`, kind);
  checkApiVersion(about, isObject(manifest) ? own(manifest, "api") : undefined, "PLUGIN_MANIFEST", kind);
}

/**
 * Compares a contract version with those that this server speaks.
 * @param otherwise the code for something that is no version at all.
 */
export function checkApiVersion(
  about: string,
  api: unknown,
  otherwise: "PLUGIN_MANIFEST" | "PLUGIN_SHAPE",
  kind: AnyKind,
): void {
  if (!Number.isInteger(api) || typeof api !== "number") {
    throw new VibeDeckError(
      otherwise,
      `${about} does not say which version of the plugin contract it is for.`,
      { hint: markHint(kind) },
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

type AnyKind = Pick<PluginKind<unknown>, "name" | "noun">;

function markHint({ name, noun }: AnyKind): string {
  return `The package.json of ${noun} has "vibedeck": { "api": 1, "kind": "${name}" }.`;
}

function manifestError(message: string, kind: AnyKind): VibeDeckError {
  return new VibeDeckError("PLUGIN_MANIFEST", message, { hint: markHint(kind) });
}

/** The `vibedeck` field of the package that a folder belongs to. */
function findManifest(folder: string, about: string, kind: AnyKind): Json | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const description = readDescription(join(at, "package.json"), about, kind);
    if (description !== undefined) {
      const manifest = own(description, "vibedeck");
      // A package.json deep inside, such as { "type": "module" } in dist, is not the package's own: that has a name.
      if (manifest !== undefined || Object.hasOwn(description, "name")) return manifest;
    }
    const parent = dirname(at);
    if (parent === at || basename(parent) === "node_modules") return undefined;
  }
}

function readDescription(path: string, about: string, kind: AnyKind): JsonObject | undefined {
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
  throw manifestError(`${about} has a package.json that is no JSON object: ${path}.`, kind);
}
