import { VibeDeckError } from "@vibedeck/core";
import type { PluginSubject } from "./plugin-kind.ts";

/** What to try, in this order, to find a configured plugin. */
export interface Candidates {
  /** Package names, or one path. */
  readonly specifiers: readonly [string, ...string[]];
  /** True when the configuration names a file instead of a package. */
  readonly local: boolean;
}

const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(?:\/[^\s]*)?$/i;
const SHORT_NAME = /^[a-z0-9][a-z0-9-]*$/;

/**
 * Names the packages that a plugin may be. Nothing is searched: a plugin is code with the server's rights, so only what
 * the configuration names is ever loaded.
 * @param id what it is called where `use` does not say otherwise.
 * @throws `VibeDeckError` `PLUGIN_NOT_FOUND` when `use` is neither a package name nor a path.
 */
export function candidates(
  { kind, name }: Pick<PluginSubject, "kind" | "name">,
  id: string,
  use: string = id,
): Candidates {
  if (/^(?:\.{0,2}\/|file:)/.test(use)) return { specifiers: [use], local: true };
  if (SHORT_NAME.test(use)) {
    const specifiers = [`@vibedeck/${kind.name}-${use}`, `vibedeck-${kind.name}-${use}`] as const;
    return { specifiers: use === id ? specifiers : [...specifiers, use], local: false };
  }
  if (PACKAGE.test(use)) return { specifiers: [use], local: false };
  throw new VibeDeckError(
    "PLUGIN_NOT_FOUND",
    `The plugin of ${name} cannot be called ${JSON.stringify(use)}.`,
    {
      hint: `Write a package name, such as use = "@acme/vibedeck-${kind.name}-x", or a path, such as use = "./local.js".`,
    },
  );
}
