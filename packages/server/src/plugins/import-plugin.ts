import { VibeDeckError } from "@vibedeck/core";
import { guard, reasonOf } from "@vibedeck/core/host";
import type { PluginSubject } from "./plugin-kind.ts";
import type { ResolvedPlugin } from "./resolve-plugin.ts";

/**
 * Runs a plugin's module.
 * @param ms limit in milliseconds; a top-level await that never settles ends there.
 * @returns what the module exports.
 * @throws `VibeDeckError` `PLUGIN_BROKEN` (with `cause`) for whatever it throws, `PLUGIN_TIMEOUT`.
 */
export async function importPlugin(
  subject: Pick<PluginSubject, "name" | "owner">,
  plugin: ResolvedPlugin,
  ms: number,
): Promise<object> {
  const load = async (): Promise<object> => {
    try {
      return await import(plugin.url);
    } catch (cause) {
      throw broken(subject.name, plugin.specifier, cause);
    }
  };
  return guard(subject.owner, "load", ms, load);
}

function broken(name: string, specifier: string, cause: unknown): VibeDeckError {
  const code: unknown = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const missing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  const hint = missing
    ? "One of the plugin's own dependencies is missing: install the plugin again."
    : "Its code fails while it is loaded. --log-level debug shows where.";
  // Node appends the stack of requires after the first line.
  const [reason = ""] = reasonOf(cause).split("\n");
  return new VibeDeckError(
    "PLUGIN_BROKEN",
    `The plugin ${specifier} of ${name} cannot be loaded: ${reason}`,
    {
      hint,
      cause,
    },
  );
}
