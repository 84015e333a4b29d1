import type { JsonObject } from "@vibedeck/core";
import type { BackendEntry } from "../config/backend-tables.ts";
import { backendSchema } from "../config/schema.ts";
import { backendSubject, type PluginSubject } from "./plugin-kind.ts";

/** The table of the configuration that is a plugin's, without the keys that are the host's. */
export interface PluginTable {
  readonly subject: Pick<PluginSubject, "owner">;
  /** As it is written: `claude-code`, `auth`. */
  readonly name: string;
  readonly options: JsonObject;
  /** The keys that are read by the host, to be suggested. */
  readonly hostKeys: readonly string[];
  /** Keys that are refused unless the schema lists them, although it takes any: they look like the host's. */
  readonly suspects?: readonly string[];
  /** Keys that were written by another name: `client_secret` as `client_secret_file`. */
  readonly writtenAs?: ReadonlyMap<string, string>;
  /** What no message may repeat. */
  readonly secrets?: readonly string[];
  /** What to do about its mistakes. */
  readonly hint: string;
}

/** The table of a backend. */
export function backendTable({ id, options }: BackendEntry): PluginTable {
  return {
    subject: backendSubject(id),
    name: id,
    options,
    hostKeys: Object.keys(backendSchema.shape),
    hint: `The keys of [${id}] are its plugin's own, except \`use\` and \`on_failure\`: see the plugin's README.`,
  };
}
