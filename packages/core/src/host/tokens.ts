import type { PartContext } from "../backend.ts";
import type { Cli } from "../cli.ts";
import type { Logger } from "../logger.ts";
import type { Discovery, PartName, Parts, Pricing, Renderer, Tailer } from "../parts.ts";
import type { InjectionToken } from "./container.ts";
import type { BackendRegistry } from "./registry.ts";

// Symbols only: an unregistered class used as a token would be constructed in silence, a symbol throws.

/** Registered in the host's root container. */
export const BACKEND_REGISTRY: InjectionToken<BackendRegistry> = Symbol.for("@vibedeck/core/BackendRegistry");
/** The host's logger in the root; in a backend's container the backend's own. */
export const LOGGER: InjectionToken<Logger> = Symbol.for("@vibedeck/core/Logger");
/** In a backend's container: what its part factories are given. */
export const PART_CONTEXT: InjectionToken<PartContext> = Symbol.for("@vibedeck/core/PartContext");

export const DISCOVERY: InjectionToken<Discovery> = Symbol.for("@vibedeck/core/Discovery");
export const TAILER: InjectionToken<Tailer> = Symbol.for("@vibedeck/core/Tailer");
export const RENDERER: InjectionToken<Renderer> = Symbol.for("@vibedeck/core/Renderer");
export const PRICING: InjectionToken<Pricing> = Symbol.for("@vibedeck/core/Pricing");
export const CLI: InjectionToken<Cli> = Symbol.for("@vibedeck/core/Cli");

/** The token of each part of a backend. */
export const PART_TOKENS: { readonly [Name in PartName]: InjectionToken<Parts[Name]> } = Object.freeze({
  discovery: DISCOVERY,
  tailer: TAILER,
  renderer: RENDERER,
  pricing: PRICING,
  cli: CLI,
});

/** The names of the five parts, in the order of the contract. */
export const PART_NAMES: readonly PartName[] = Object.freeze([
  "discovery",
  "tailer",
  "renderer",
  "pricing",
  "cli",
]);
