import type { Identity, Logger, RedirectAuthenticator } from "@vibedeck/core";
import { createAuthenticator } from "../../src/authenticator.ts";
import { configSchema, type OidcConfig } from "../../src/config.ts";
import { SURROUNDINGS, type Surroundings } from "../../src/limits.ts";

export const CALLBACK = "https://deck.example/auth/callback";
export const CLIENT_ID = "vibedeck-tests";
export const CLIENT_SECRET = "9b1f0c7ad24e4c55-never-to-be-seen";
export const STATE = "Jx3Zq0m7vT5cYb1Rk9WnUe2HsLd8PfAg4oQiXuEzB6M";

/** What the schema makes of a table. */
export function configOf(table: object): OidcConfig {
  const result = configSchema["~standard"].validate({
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    ...table,
  });
  if (result instanceof Promise || result.issues !== undefined) throw new Error(JSON.stringify(result));
  return result.value;
}

/** A logger that keeps everything. */
export function keepingLogger(lines: string[]): Logger {
  const keep = (fields: object, message: string): void => {
    lines.push(`${JSON.stringify(fields)} ${message}`);
  };
  return { debug: keep, info: keep, warn: keep, error: keep };
}

/** The authenticator of a table, with limits as a test needs them. */
export function authenticatorOf(
  table: object,
  limits: Partial<Surroundings> = {},
  lines: string[] = [],
): RedirectAuthenticator {
  return createAuthenticator(
    {
      config: configOf(table),
      logger: keepingLogger(lines),
      signal: new AbortController().signal,
      publicUrl: "https://deck.example",
    },
    { ...SURROUNDINGS, ...limits },
  );
}

/** Begins, has a browser go to the provider, and finishes with where it came back to. */
export async function signIn(
  authenticator: RedirectAuthenticator,
  browse: (url: string) => Promise<string>,
): Promise<Identity> {
  const { url, flow } = await authenticator.begin(CALLBACK, STATE);
  return authenticator.finish({ url: await browse(url), flow, state: STATE });
}

/** What something rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}

/** An error with everything that hangs on it: what a log might get to see. */
export function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? "";
  const own = Object.getOwnPropertyNames(error).map((name) => [name, String(Reflect.get(error, name))]);
  return `${JSON.stringify(own)} ${error.cause === undefined ? "" : everythingOf(error.cause)}`;
}
