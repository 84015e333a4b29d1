import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Logger } from "./logger.ts";
import type { BackendCommand, Diagnosis } from "./operate.ts";
import type { PartName, Parts } from "./parts.ts";

/** The version of the contract. Raised only when a plugin written for the previous one would break. */
export const API_VERSION = 1;

/** The oldest contract version that this host still accepts. */
export const MIN_API_VERSION = 1;

/** The mark that tells a backend plugin from other default exports. */
export const BACKEND_TYPE = "vibedeck.backend";

/** What a backend can do beyond showing sessions. An absent flag means no. */
export interface Capabilities {
  /** Start sessions. */
  readonly run?: boolean;
  readonly resume?: boolean;
  readonly fork?: boolean;
  readonly interrupt?: boolean;
  /** Ask a person before a tool runs. */
  readonly approvals?: boolean;
  /** List models to choose from. */
  readonly models?: boolean;
}

/** What each part factory is given. */
export interface PartContext<Config = unknown> {
  /** What the plugin's own schema made of its TOML table. */
  readonly config: Config;
  readonly logger: Logger;
  /** Aborted when the backend stops: pass it to watchers, timers, `fetch` and `spawn`. */
  readonly signal: AbortSignal;
  /** Another part of the same backend, built on first use. */
  part<Name extends PartName>(name: Name): Parts[Name];
}

/** One factory for each part. Factories run once, on first use; they only store, they do not fail. */
export type PartFactories<Config> = {
  readonly [Name in PartName]: (context: PartContext<Config>) => Parts[Name];
};

/** The schema of a backend's TOML table: zod, valibot, arktype or any other Standard Schema. */
export type ConfigSchema<Config> = StandardSchemaV1<unknown, Config>;

/** What an author writes. */
export interface BackendDefinition<Config> {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  /** For people; default is the name. */
  readonly title?: string;
  readonly capabilities?: Capabilities;
  readonly config: ConfigSchema<Config>;
  readonly parts: PartFactories<Config>;
  /**
   * Asks once at start whether the backend can work here. It may take ten seconds.
   * @throws whatever explains why not; the sentence is shown to people.
   */
  readonly check?: (context: PartContext<Config>) => Promise<void>;
  /** Looks at everything it needs, for `vibedeck doctor`. It may take a minute, and start and end something to try. */
  readonly diagnose?: (context: PartContext<Config>) => Promise<readonly Diagnosis[]>;
  /** What it adds to the `vibedeck` command. */
  readonly commands?: readonly BackendCommand<Config>[];
}

/** A backend plugin: the definition and two marks. An object literal with these fields is as good. */
export interface BackendPlugin<Config = unknown> extends BackendDefinition<Config> {
  readonly type: typeof BACKEND_TYPE;
  readonly apiVersion: number;
}

/** Infers types and adds the type mark and the API version. Nothing else: a plain object works too. */
export function defineBackend<Config>(definition: BackendDefinition<Config>): BackendPlugin<Config> {
  return { type: BACKEND_TYPE, apiVersion: API_VERSION, ...definition };
}

/** A backend as the engine works with it: configured, its parts resolved lazily and once. */
export interface CodingToolBackend extends Parts {
  /** The configured id: the name of its TOML table. */
  readonly id: string;
  /** The plugin's name. */
  readonly name: string;
  readonly title: string;
  readonly capabilities: Capabilities;
}

/**
 * Takes over the part factories of another backend. Each gets the slice of the configuration that `pick` returns.
 * Spread the result and override what differs: `parts: { ...inheritParts(base, (c) => c.claude), discovery, cli }`.
 */
export function inheritParts<Base, Config>(
  base: BackendPlugin<Base>,
  pick: (config: Config) => Base,
): PartFactories<Config> {
  const narrow = (context: PartContext<Config>): PartContext<Base> => ({
    config: pick(context.config),
    logger: context.logger,
    signal: context.signal,
    part: (name) => context.part(name),
  });
  return {
    discovery: (context) => base.parts.discovery(narrow(context)),
    tailer: (context) => base.parts.tailer(narrow(context)),
    renderer: (context) => base.parts.renderer(narrow(context)),
    pricing: (context) => base.parts.pricing(narrow(context)),
    cli: (context) => base.parts.cli(narrow(context)),
  };
}
