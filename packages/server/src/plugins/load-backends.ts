import { type BackendPlugin, isVibeDeckError, type Logger, VibeDeckError } from "@vibedeck/core";
import {
  BACKEND_REGISTRY,
  BackendRegistry,
  type BackendStatus,
  createContainer,
  Disposer,
  LOGGER,
  type Mount,
  type MountedBackend,
  reasonOf,
} from "@vibedeck/core/host";
import type { BackendEntry } from "../config/backend-tables.ts";
import type { Config } from "../config/load-config.ts";
import { loadBackend } from "./load-backend.ts";
import { pluginFolders } from "./plugin-folders.ts";

/** What {@link loadBackends} takes beside the configuration. */
export interface LoadOptions {
  readonly logger: Logger;
  /** Limit of each step that runs a plugin's code, in milliseconds. Default 10,000. */
  readonly limitMs?: number;
  /** Which backends are asked at once whether they can work here. Default: all. */
  readonly checks?: (plugin: BackendPlugin) => boolean;
  /** Whether there are users, for backends that keep a place for each. Default: there are. */
  readonly hasUsers?: boolean;
}

/** The configured backends, as far as they work. */
export interface LoadedBackends {
  readonly registry: BackendRegistry;
  /** The ones that work, in the order of the configuration. */
  readonly mounted: readonly MountedBackend[];
  /**
   * Stops all, last one first.
   * @throws `AggregateError` of what did not stop.
   */
  dispose(): Promise<void>;
  /** Aborts the signals of all, and with them what they run, and waits for nothing. */
  abort(): void;
}

const LIMIT_MS = 10_000;

/**
 * Loads all configured backends side by side. One that fails is logged and kept in the registry with its error, and the
 * others start, unless its `on_failure` is `abort`.
 * @throws `VibeDeckError` of the first backend that must not fail; the others are stopped then.
 */
export async function loadBackends(
  config: Pick<Config, "file" | "folder" | "pricing" | "backends">,
  { logger, limitMs = LIMIT_MS, checks = () => true, hasUsers = true }: LoadOptions,
): Promise<LoadedBackends> {
  const registry = new BackendRegistry();
  const parent = createContainer();
  parent.register(BACKEND_REGISTRY, { useValue: registry });
  parent.register(LOGGER, { useValue: logger });
  const context = { config, folders: pluginFolders(config), logger, parent, ms: limitMs, checks, hasUsers };
  for (const { id } of config.backends) registry.set(unknownStatus(id, "loading"));
  const results = await Promise.all(
    config.backends.map((entry) => settle(entry, () => loadBackend(entry, context))),
  );
  const disposer = new Disposer("the server");
  for (const result of results) {
    if ("mount" in result) keep(result.entry, result.mount, registry, disposer);
    else report(result.entry, result.error, registry, logger);
  }
  const fatal = results.find((result) => "error" in result && result.entry.onFailure === "abort");
  if (fatal !== undefined && "error" in fatal) {
    // The reason for stopping is what counts now.
    await disposer.dispose().catch(() => {});
    throw fatal.error;
  }
  const abort = (): void => {
    // Disposing aborts first; how the rest of it ends is of no interest any more.
    for (const result of results) if ("mount" in result) result.mount.dispose().catch(() => {});
  };
  return { registry, mounted: registry.mounted(), dispose: () => disposer.dispose(), abort };
}

type Settled =
  | { readonly entry: BackendEntry; readonly mount: Mount<unknown> }
  | { readonly entry: BackendEntry; readonly error: VibeDeckError };

async function settle(entry: BackendEntry, load: () => Promise<Mount<unknown>>): Promise<Settled> {
  try {
    return { entry, mount: await load() };
  } catch (error) {
    return { entry, error: isVibeDeckError(error) ? error : unexpected(entry.id, error) };
  }
}

function unexpected(id: string, cause: unknown): VibeDeckError {
  return new VibeDeckError("INTERNAL", `Backend "${id}" cannot be loaded: ${reasonOf(cause)}`, { cause });
}

function keep(
  { id }: BackendEntry,
  mount: Mount<unknown>,
  registry: BackendRegistry,
  disposer: Disposer,
): void {
  const { name, title, capabilities } = mount.mounted.backend;
  const status: BackendStatus = { id, name, title, capabilities, state: "ready" };
  registry.set(status, mount.mounted);
  disposer.defer(`backend "${id}"`, async () => {
    registry.set({ ...status, state: "stopped" });
    await mount.dispose();
  });
}

function report({ id }: BackendEntry, error: VibeDeckError, registry: BackendRegistry, logger: Logger): void {
  const { code, message, hint } = error;
  registry.set({
    ...unknownStatus(id, "failed"),
    error: { code, message, ...(hint === undefined ? {} : { hint }) },
  });
  // One line of the log for each, as a configuration may have several mistakes.
  for (const line of message.split("\n")) logger.error({ backend: id, code, hint }, line);
  logger.debug({ backend: id, err: error }, "The stack of the error above.");
}

function unknownStatus(id: string, state: "loading" | "failed"): BackendStatus {
  return { id, name: id, title: id, state, capabilities: {} };
}
