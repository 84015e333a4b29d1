import type { BackendPlugin, PartContext } from "../../backend.ts";
import { VibeDeckError } from "../../errors.ts";
import type { PluginSource } from "../../host/mounted.ts";
import { pluginExport } from "../../host/plugin-export.ts";
import { silentLogger } from "../../logger.ts";
import type { PartName, Parts } from "../../parts.ts";
import type { ReadingParts } from "./fold.ts";

/**
 * Builds the reading parts of a plugin in a worker thread, where no container exists.
 * @throws `VibeDeckError` `PLUGIN_CONFIG`, or whatever the plugin throws.
 */
export async function loadReadingParts(source: PluginSource, signal: AbortSignal): Promise<ReadingParts> {
  const plugin = pluginExport(await import(source.url)) as BackendPlugin;
  const checked = await plugin.config["~standard"].validate(source.config);
  if (checked.issues !== undefined) {
    throw new VibeDeckError("PLUGIN_CONFIG", `The configuration of ${plugin.name} is not valid in a worker.`);
  }
  const built = new Map<PartName, Parts[PartName]>();
  const context: PartContext = {
    config: checked.value,
    logger: silentLogger,
    signal,
    part<Name extends PartName>(name: Name): Parts[Name] {
      let part = built.get(name) as Parts[Name] | undefined;
      if (part === undefined) {
        part = plugin.parts[name](context);
        built.set(name, part);
      }
      return part;
    },
  };
  return {
    tailer: context.part("tailer"),
    renderer: context.part("renderer"),
    pricing: context.part("pricing"),
  };
}
