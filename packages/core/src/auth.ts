import { API_VERSION, type ConfigSchema } from "./backend.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Logger } from "./logger.ts";

/** The mark that tells an authenticator plugin from other default exports. */
export const AUTH_TYPE = "vibedeck.auth";

/** Who signed in, as the provider says it. Nothing of it is a user id yet: the host maps {@link Identity.id}. */
export interface Identity {
  /** Who vouches: the provider's issuer, or its address. A user id is bound to issuer and subject. */
  readonly issuer: string;
  /** The provider's own, unchanging name for the person. */
  readonly subject: string;
  /** The claim that names the user, exactly as the provider sent it: the host refuses what cannot be mapped. */
  readonly id: Json;
  /** What to show people. */
  readonly name?: string;
  readonly email?: string;
  /** True only when the provider says so as a boolean. */
  readonly emailVerified?: boolean;
  readonly groups?: readonly string[];
}

/** A sign-in that has begun. */
export interface BegunSignIn {
  /** Where the browser is sent. */
  readonly url: string;
  /** What {@link RedirectAuthenticator.finish} needs again: nonce, verifier. The host keeps it sealed in the browser. */
  readonly flow: JsonObject;
}

/** A sign-in that comes back from the provider. */
export interface ReturnedSignIn {
  /** The public callback address with the query that the provider appended. */
  readonly url: string;
  readonly flow: JsonObject;
  /** The state that {@link RedirectAuthenticator.begin} was given in this browser. */
  readonly state: string;
}

interface AuthenticatorBase {
  /**
   * Changes whenever the same claim may mean another person: provider, client, id claim. Sessions made under another
   * one have to sign in again.
   */
  readonly fingerprint: string;
  /** Where the provider's own session can be ended; absent when it has no such page. */
  readonly signOutUrl?: (returnTo: string) => Promise<string | undefined>;
}

/** Signs people in by sending their browser to a provider and back. The host makes and keeps the sessions. */
export interface RedirectAuthenticator extends AuthenticatorBase {
  readonly kind: "redirect";
  /** What the provider is called on the sign-in page, such as `GitHub`. */
  readonly label: string;
  /**
   * Begins a sign-in.
   * @param callbackUrl the public address that the provider sends the browser back to.
   * @param state 256 random bits in base64url, to be sent along.
   * @throws `VibeDeckError` `PROVIDER_FAILED` when the provider cannot be reached or makes no sense.
   */
  begin(callbackUrl: string, state: string): Promise<BegunSignIn>;
  /**
   * Exchanges what came back for the person.
   * @throws `VibeDeckError` `SIGN_IN_INVALID` when it does not belong to this flow, `SIGN_IN_REFUSED` when the
   *   provider or a rule of the plugin says no, `PROVIDER_FAILED`.
   */
  finish(returned: ReturnedSignIn): Promise<Identity>;
}

/** A request as an authenticator may see it. */
export interface AuthRequest {
  /** All values by lower-case name, in the order they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Whether the connection comes from one of the trusted proxies. */
  readonly trusted: boolean;
}

/** Recognises people by each request itself, where something before the server has signed them in. */
export interface RequestAuthenticator extends AuthenticatorBase {
  readonly kind: "request";
  /** Who asks; `undefined` when the request says nothing that can be believed. */
  identify(request: AuthRequest): Identity | undefined;
}

/** How people sign in. */
export type Authenticator = RedirectAuthenticator | RequestAuthenticator;

/** What {@link AuthDefinition.create} is given. */
export interface AuthContext<Config = unknown> {
  /** What the plugin's own schema made of its table. */
  readonly config: Config;
  readonly logger: Logger;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
  /** Where people reach the server. */
  readonly publicUrl: string;
}

/** What an author writes. */
export interface AuthDefinition<Config> {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  /**
   * The schema of `[auth]`, without the keys that are the host's own (who may enter, how long sessions last). For each
   * key `x` of the schema, people may write `x_file` instead: the host reads that file.
   */
  readonly config: ConfigSchema<Config>;
  /** Makes the authenticator. It must not talk to a provider yet: that may be down when the server starts. */
  readonly create: (context: AuthContext<Config>) => Authenticator;
}

/** An authenticator plugin: the definition and two marks. An object literal with these fields is as good. */
export interface AuthPlugin<Config = unknown> extends AuthDefinition<Config> {
  readonly type: typeof AUTH_TYPE;
  readonly apiVersion: number;
}

/** Infers types and adds the type mark and the API version. Nothing else: a plain object works too. */
export function defineAuth<Config>(definition: AuthDefinition<Config>): AuthPlugin<Config> {
  return { type: AUTH_TYPE, apiVersion: API_VERSION, ...definition };
}
