import type { AuthSetup } from "../auth/setup.ts";
import type { AuthEntry } from "../config/auth-table.ts";
import { keptSecret } from "../config/kept-secret.ts";
import type { Config } from "../config/load-config.ts";
import { type AuthConfig, type LoadAuthOptions, loadAuthenticator } from "./load-authenticator.ts";

/**
 * Makes the sign-in of a configuration; `undefined` without `[auth]`.
 * @throws `VibeDeckError` for whatever keeps people from signing in: the server must not start then, as it would be open.
 */
export async function loadAuth(
  config: AuthConfig & Pick<Config, "auth">,
  options: LoadAuthOptions,
): Promise<AuthSetup | undefined> {
  const { auth } = config;
  if (auth === undefined) return undefined;
  const authenticator = await loadAuthenticator(auth, config, options);
  return {
    authenticator,
    rules: auth.rules,
    sessionSecrets: secretsOf(auth, config.serve.stateDir),
    ...(auth.idle === undefined ? {} : { idleMs: auth.idle * 1_000 }),
    ...(auth.max === undefined ? {} : { maxAgeMs: auth.max * 1_000 }),
  };
}

function secretsOf({ sessionSecrets }: AuthEntry, stateDir: string): readonly string[] {
  return sessionSecrets?.map((secret) => secret.reveal()) ?? [keptSecret(stateDir)];
}
