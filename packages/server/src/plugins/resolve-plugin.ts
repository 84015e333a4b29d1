import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { VibeDeckError } from "@vibedeck/core";
import { reasonOf } from "@vibedeck/core/host";
import { moduleResolve } from "import-meta-resolve";
import type { Candidates } from "./candidates.ts";
import type { PluginSubject } from "./plugin-kind.ts";

/** The module that a plugin is loaded from. */
export interface ResolvedPlugin {
  /** The package name or path that led to it. */
  readonly specifier: string;
  /** `file:` URL. */
  readonly url: string;
  readonly local: boolean;
}

/**
 * Finds the module of a plugin without running any of its code.
 * @param folders where to look from, in this order; a path is only looked for in the first.
 * @throws `VibeDeckError` `PLUGIN_NOT_FOUND` when nothing is there, `PLUGIN_BROKEN` when it is there without a module.
 */
export function resolvePlugin(
  { name }: Pick<PluginSubject, "name">,
  { specifiers, local }: Candidates,
  folders: readonly string[],
): ResolvedPlugin {
  for (const specifier of specifiers) {
    for (const folder of local ? folders.slice(0, 1) : folders) {
      const url = resolveFrom(name, specifier, folder);
      if (url !== undefined) return { specifier, url, local };
    }
  }
  throw notFound(name, specifiers, local, folders[0] ?? ".");
}

const CONDITIONS = new Set(["node", "import"]);

function resolveFrom(name: string, specifier: string, folder: string): string | undefined {
  let url: string;
  try {
    url = moduleResolve(specifier, pathToFileURL(join(folder, "vibedeck.toml")), CONDITIONS).href;
  } catch (cause) {
    if (codeOf(cause) === "ERR_MODULE_NOT_FOUND" && installedAt(specifier, folder) === undefined)
      return undefined;
    throw unusable(name, specifier, cause);
  }
  if (url.startsWith("file:")) return url;
  throw new VibeDeckError(
    "PLUGIN_NOT_FOUND",
    `${specifier}, the plugin of ${name}, is a part of Node and no plugin.`,
  );
}

/** The folder that a package is installed in, whatever is inside. */
function installedAt(specifier: string, folder: string): string | undefined {
  if (/^(?:\.{0,2}\/|file:)/.test(specifier)) return undefined;
  const steps = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1);
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, "node_modules", ...steps);
    if (existsSync(path)) return path;
    if (at === dirname(at)) return undefined;
  }
}

function unusable(name: string, specifier: string, cause: unknown): VibeDeckError {
  if (codeOf(cause) === "ERR_UNSUPPORTED_DIR_IMPORT") {
    return new VibeDeckError("PLUGIN_NOT_FOUND", `${specifier}, the plugin of ${name}, is a folder.`, {
      hint: "Name the file in it that exports the plugin.",
      cause,
    });
  }
  return new VibeDeckError(
    "PLUGIN_BROKEN",
    `The plugin ${specifier} of ${name} is there, but no module can be loaded from it: ${reasonOf(cause)}`,
    { hint: "It may not be built, or its installation was cut short: build it, or install it again.", cause },
  );
}

function notFound(
  name: string,
  specifiers: readonly string[],
  local: boolean,
  folder: string,
): VibeDeckError {
  const [first = ""] = specifiers;
  if (local) {
    const path = first.startsWith("file:") ? fileURLToPath(first) : join(folder, first);
    return new VibeDeckError("PLUGIN_NOT_FOUND", `The plugin of ${name} is not there: ${path}.`, {
      hint: "A path in `use` is relative to the folder of the configuration file.",
    });
  }
  const tried = specifiers.length > 1 ? ` Tried: ${specifiers.join(", ")}.` : "";
  return new VibeDeckError("PLUGIN_NOT_FOUND", `Cannot find the plugin of ${name}.${tried}`, {
    hint: `In ${folder}, run: npm install ${specifiers.at(-1) ?? first}`,
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
