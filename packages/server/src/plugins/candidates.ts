import { VibeDeckError } from "@vibedeck/core";

/** What to try, in this order, to find the plugin of a configured backend. */
export interface Candidates {
  /** Package names, or one path. */
  readonly specifiers: readonly [string, ...string[]];
  /** True when the configuration names a file instead of a package. */
  readonly local: boolean;
}

const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(?:\/[^\s]*)?$/i;
const SHORT_NAME = /^[a-z0-9][a-z0-9-]*$/;

/**
 * Names the packages that a backend may be. Nothing is searched: a plugin is code with the server's rights, so only what
 * the configuration names is ever loaded.
 * @throws `VibeDeckError` `PLUGIN_NOT_FOUND` when `use` is neither a package name nor a path.
 */
export function candidates(id: string, use: string = id): Candidates {
  if (/^(?:\.{0,2}\/|file:)/.test(use)) return { specifiers: [use], local: true };
  if (SHORT_NAME.test(use)) {
    const specifiers = [`@vibedeck/backend-${use}`, `vibedeck-backend-${use}`] as const;
    return { specifiers: use === id ? specifiers : [...specifiers, use], local: false };
  }
  if (PACKAGE.test(use)) return { specifiers: [use], local: false };
  throw new VibeDeckError(
    "PLUGIN_NOT_FOUND",
    `The plugin of backend "${id}" cannot be called ${JSON.stringify(use)}.`,
    {
      hint: 'Write a package name, such as use = "@acme/vibedeck-backend-x", or a path, such as use = "./local.js".',
    },
  );
}
