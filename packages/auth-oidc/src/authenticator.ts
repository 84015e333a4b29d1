import { createHash } from "node:crypto";
import type {
  AuthContext,
  BegunSignIn,
  Identity,
  RedirectAuthenticator,
  ReturnedSignIn,
} from "@vibedeck/core";
import * as client from "openid-client";
import { mayTalkTo } from "./address.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { type Callback, checkCallback } from "./callback.ts";
import { openIdClaims, plainClaims } from "./claims.ts";
import type { OidcConfig } from "./config.ts";
import { BadAnswer, failureOf } from "./failures.ts";
import { identityOf } from "./identity.ts";
import { SURROUNDINGS, type Surroundings } from "./limits.ts";
import { type Provider, providerSource } from "./provider.ts";

/** Signs people in with one provider. Nothing is asked of it before somebody does. */
export function createAuthenticator(
  { config, logger, signal }: AuthContext<OidcConfig>,
  surroundings: Surroundings = SURROUNDINGS,
): RedirectAuthenticator {
  const provider = providerSource(config, boundedFetch(config.plainHttp, surroundings, signal), logger);
  const { kind } = config.addresses;
  return {
    kind: "redirect",
    label: config.label,
    fingerprint: fingerprintOf(config),
    begin: async (callbackUrl, state) => begin(await provider(), config, callbackUrl, state),
    finish: async (returned) => finish(await provider(), config, returned),
    ...(kind === "discovery" ? { signOutUrl: (returnTo) => signOutUrl(provider, config, returnTo) } : {}),
  };
}

/** What the same claim may mean another person under. */
function fingerprintOf({ addresses, clientId, idClaim }: OidcConfig): string {
  return createHash("sha256")
    .update(JSON.stringify([Object.entries(addresses), clientId, idClaim]))
    .digest("hex");
}

async function begin(
  provider: Provider,
  config: OidcConfig,
  callbackUrl: string,
  state: string,
): Promise<BegunSignIn> {
  const [nonce, verifier] = [client.randomNonce(), client.randomPKCECodeVerifier()];
  try {
    const url = client.buildAuthorizationUrl(provider.any, {
      redirect_uri: callbackUrl,
      ...(config.scope === "" ? {} : { scope: config.scope }),
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    if (!mayTalkTo(url, config.plainHttp)) throw new BadAnswer("names an address that is not https");
    return { url: url.href, flow: { nonce, verifier } };
  } catch (error) {
    throw failureOf(error, "Where the provider signs people in");
  }
}

async function finish(provider: Provider, config: OidcConfig, returned: ReturnedSignIn): Promise<Identity> {
  const { kind } = config.addresses;
  try {
    const callback = checkCallback(returned, kind, provider.metadata);
    const tokens = await exchange(provider, kind, callback, returned.state);
    const claims =
      kind === "discovery" ? await openIdClaims(provider, tokens) : await plainClaims(provider, tokens);
    return identityOf(provider.metadata.issuer, claims, config);
  } catch (error) {
    throw failureOf(error, "Who signed in");
  }
}

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

function exchange(
  provider: Provider,
  kind: OidcConfig["addresses"]["kind"],
  { url, nonce, verifier }: Callback,
  state: string,
): Promise<Tokens> {
  return provider.withClient((configuration) =>
    client.authorizationCodeGrant(configuration, url, {
      expectedState: state,
      pkceCodeVerifier: verifier,
      ...(kind === "discovery" ? { expectedNonce: nonce, idTokenExpected: true } : {}),
    }),
  );
}

/** A person is signed out here in any case, so a provider that fails is not worth an error. */
async function signOutUrl(
  provider: () => Promise<Provider>,
  config: OidcConfig,
  returnTo: string,
): Promise<string | undefined> {
  try {
    const { any } = await provider();
    const url = client.buildEndSessionUrl(any, { post_logout_redirect_uri: returnTo });
    return mayTalkTo(url, config.plainHttp) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
