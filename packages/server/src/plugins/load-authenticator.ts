import type { Authenticator, AuthPlugin, Logger } from "@vibedeck/core";
import { guard } from "@vibedeck/core/host";
import { type AuthEntry, DEFAULT_AUTH, meantAuthKey, PROXY_AUTH } from "../config/auth-table.ts";
import type { Config } from "../config/load-config.ts";
import { authSchema } from "../config/schema.ts";
import { isSecretName } from "../config/secret.ts";
import { candidates } from "./candidates.ts";
import { checkAuthenticator } from "./check-authenticator.ts";
import { checkManifest } from "./check-manifest.ts";
import { checkShape } from "./check-shape.ts";
import { importPlugin } from "./import-plugin.ts";
import { knownKeys } from "./known-keys.ts";
import { loggerFor } from "./logger-for.ts";
import { pluginFolders } from "./plugin-folders.ts";
import { AUTH_SUBJECT } from "./plugin-kind.ts";
import { readFileKeys } from "./read-file-keys.ts";
import { resolvePlugin } from "./resolve-plugin.ts";
import { validateConfig } from "./validate-config.ts";

/** What {@link loadAuthenticator} takes beside the configuration. */
export interface LoadAuthOptions {
  readonly logger: Logger;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
  /** Limit of each step that runs the plugin's code, in milliseconds. Default 10,000. */
  readonly limitMs?: number;
}

/** What of a configuration sign-in depends on. */
export type AuthConfig = Pick<Config, "file" | "folder" | "serve">;

const LIMIT_MS = 10_000;

/**
 * Finds, loads, checks and configures the plugin of `[auth]`.
 * @throws `VibeDeckError` with the code of the step that failed. Nobody may be served then.
 */
export async function loadAuthenticator(
  auth: AuthEntry,
  config: AuthConfig,
  { logger, signal, limitMs: ms = LIMIT_MS }: LoadAuthOptions,
): Promise<Authenticator> {
  const plugin = await findPlugin(auth, config, ms);
  const context = {
    config: await configOf(plugin, auth, config, ms),
    logger: loggerFor({ auth: plugin.name }, logger),
    signal,
    publicUrl: config.serve.publicUrl ?? "",
  };
  const about = `${plugin.name}, the plugin of ${AUTH_SUBJECT.name},`;
  // Checked before it is awaited: a promise is no authenticator.
  return guard(AUTH_SUBJECT.owner, "create", ms, () => checkAuthenticator(about, plugin.create(context)));
}

async function findPlugin({ use }: AuthEntry, config: AuthConfig, ms: number): Promise<AuthPlugin> {
  if (use === PROXY_AUTH) return checkShape(AUTH_SUBJECT, { specifier: use }, await loadProxy());
  const resolved = resolvePlugin(
    AUTH_SUBJECT,
    candidates(AUTH_SUBJECT, DEFAULT_AUTH, use),
    pluginFolders(config),
  );
  checkManifest(AUTH_SUBJECT, resolved);
  return checkShape(AUTH_SUBJECT, resolved, await importPlugin(AUTH_SUBJECT, resolved, ms));
}

async function configOf(
  plugin: AuthPlugin,
  auth: AuthEntry,
  config: AuthConfig,
  ms: number,
): Promise<unknown> {
  const own = knownKeys(plugin.config);
  const { options, writtenAs, secrets } = readFileKeys(auth, config.folder, own);
  const table = {
    subject: AUTH_SUBJECT,
    name: "auth",
    options,
    hostKeys: [...Object.keys(authSchema.shape), ...own.filter(isSecretName).map((key) => `${key}_file`)],
    suspects: Object.keys(options).filter((key) => meantAuthKey(key) !== undefined),
    writtenAs,
    secrets,
    hint: "docs/configuration.md lists the keys of [auth] that are VibeDeck's; all others are the plugin's own.",
  };
  const { file } = config;
  return (await validateConfig(plugin.config, table, { ms, ...(file === undefined ? {} : { file }) })).value;
}

/** Comes with the server, and is loaded when it is asked for. */
async function loadProxy(): Promise<object> {
  return import("../auth/proxy/plugin.ts");
}
