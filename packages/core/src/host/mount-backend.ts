import type { BackendPlugin, CodingToolBackend, PartContext } from "../backend.ts";
import type { Logger } from "../logger.ts";
import { createContainer, type DependencyContainer } from "./container.ts";
import { Disposer } from "./disposer.ts";
import type { MountedBackend, PluginSource } from "./mounted.ts";
import { mountedCommands } from "./mounted-commands.ts";
import { PartResolver, stopped } from "./part-resolver.ts";
import { LOGGER, PART_CONTEXT } from "./tokens.ts";

/** What {@link mountBackend} takes beside the plugin. */
export interface MountOptions<Config> {
  /** The configured id: the name of the TOML table. */
  readonly id: string;
  /** What the plugin's schema made of the table. */
  readonly config: Config;
  readonly logger: Logger;
  /** Where a worker thread finds the plugin again. */
  readonly source?: PluginSource;
  /** The host's root container; default is an empty one. The plugin sees neither. */
  readonly parent?: DependencyContainer;
}

/** A mounted backend and what its host may do with it. */
export interface Mount<Config> {
  readonly mounted: MountedBackend;
  /** What the part factories are given; for the plugin's `check`. */
  readonly context: PartContext<Config>;
  /**
   * Aborts the signal, then stops the parts that were made, last one first.
   * @throws `AggregateError` of the parts that did not stop.
   */
  dispose(): Promise<void>;
}

/** Gives a configured plugin a container of its own and makes it the backend that the engine works with. */
export function mountBackend<Config>(
  plugin: BackendPlugin<Config>,
  options: MountOptions<Config>,
): Mount<Config> {
  const container = (options.parent ?? createContainer()).createChildContainer();
  const stop = new AbortController();
  const disposer = new Disposer(`Backend "${options.id}"`);
  const parts = new PartResolver(options.id, container);
  const context: PartContext<Config> = Object.freeze({
    config: options.config,
    logger: options.logger,
    signal: stop.signal,
    part: (name) => parts.part(name),
  });
  container.register(LOGGER, { useValue: options.logger });
  container.register<PartContext>(PART_CONTEXT, { useValue: context });
  parts.register(plugin, context, disposer);
  const mounted: MountedBackend = Object.freeze({
    backend: backendOf(plugin, options.id, parts, stop.signal),
    signal: stop.signal,
    ...(options.source === undefined ? {} : { source: options.source }),
    ...operable(plugin, context),
  });
  const dispose = (): Promise<void> => {
    stop.abort(stopped(options.id));
    return disposer.dispose();
  };
  return { mounted, context, dispose };
}

function operable<Config>(
  plugin: BackendPlugin<Config>,
  context: PartContext<Config>,
): Pick<MountedBackend, "diagnose" | "commands"> {
  const { commands = [] } = plugin;
  return {
    // As methods of the plugin: one that is a class may need its `this`.
    ...(plugin.diagnose === undefined
      ? {}
      : { diagnose: async () => (await plugin.diagnose?.(context)) ?? [] }),
    ...(commands.length === 0 ? {} : { commands: mountedCommands(commands, context) }),
  };
}

function backendOf(
  plugin: Pick<BackendPlugin, "name" | "title" | "capabilities">,
  id: string,
  parts: PartResolver,
  signal: AbortSignal,
): CodingToolBackend {
  const part: PartContext["part"] = (name) => {
    if (signal.aborted) throw stopped(id);
    return parts.part(name);
  };
  return Object.freeze({
    id,
    name: plugin.name,
    title: plugin.title ?? plugin.name,
    capabilities: Object.freeze({ ...plugin.capabilities }),
    get discovery() {
      return part("discovery");
    },
    get tailer() {
      return part("tailer");
    },
    get renderer() {
      return part("renderer");
    },
    get pricing() {
      return part("pricing");
    },
    get cli() {
      return part("cli");
    },
  });
}
