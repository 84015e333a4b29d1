import type { BackendPlugin, Logger } from "@vibedeck/core";
import { type DependencyContainer, guard, type Mount, mountBackend } from "@vibedeck/core/host";
import type { BackendEntry } from "../config/backend-tables.ts";
import type { Config } from "../config/load-config.ts";
import { candidates } from "./candidates.ts";
import { checkManifest } from "./check-manifest.ts";
import { checkShape } from "./check-shape.ts";
import { importPlugin } from "./import-plugin.ts";
import { loggerFor } from "./logger-for.ts";
import { backendSubject } from "./plugin-kind.ts";
import { backendTable } from "./plugin-table.ts";
import { requireNoPlaces } from "./require-no-places.ts";
import { resolvePlugin } from "./resolve-plugin.ts";
import { validateConfig } from "./validate-config.ts";

/** What loading one backend needs to know. */
export interface LoadContext {
  readonly config: Pick<Config, "file" | "pricing">;
  /** Where plugins are looked for, in this order. */
  readonly folders: readonly string[];
  readonly logger: Logger;
  /** The host's container. */
  readonly parent: DependencyContainer;
  /** Limit of each step that runs the plugin's code, in milliseconds. */
  readonly ms: number;
  /** Whether a plugin is asked if it can work here. */
  readonly checks: (plugin: BackendPlugin) => boolean;
  /** Whether people sign in. */
  readonly hasUsers: boolean;
}

/**
 * Finds, loads, checks and mounts the plugin of one configured backend.
 * @throws `VibeDeckError` with the code of the step that failed; nothing is left mounted then.
 */
export async function loadBackend(entry: BackendEntry, context: LoadContext): Promise<Mount<unknown>> {
  const { config, folders, logger, parent, ms } = context;
  const subject = backendSubject(entry.id);
  const resolved = resolvePlugin(subject, candidates(subject, entry.id, entry.use), folders);
  checkManifest(subject, resolved);
  const plugin = checkShape(subject, resolved, await importPlugin(subject, resolved, ms));
  const { raw, value } = await validateConfig(plugin.config, backendTable(entry), { ...config, ms });
  const mount = mountBackend(plugin, {
    id: entry.id,
    config: value,
    logger: loggerFor({ backend: entry.id }, logger),
    source: { url: resolved.url, config: raw },
    parent,
  });
  try {
    if (!context.hasUsers) requireNoPlaces(mount.mounted);
    if (context.checks(plugin)) await guard(subject.owner, "check", ms, () => plugin.check?.(mount.context));
    return mount;
  } catch (error) {
    // What the check says matters more than what goes wrong while its parts are stopped.
    await mount.dispose().catch(() => {});
    throw error;
  }
}
