import { type Logger, quoteClaim } from "@vibedeck/core";
import * as client from "openid-client";
import { withoutSlash } from "./address.ts";
import type { ProviderFetch } from "./bounded-fetch.ts";
import type { Addresses, OidcConfig } from "./config.ts";
import { BadAnswer, failureOf, isBadClient } from "./failures.ts";

/** A provider that can be asked. */
export interface Provider {
  readonly metadata: client.ServerMetadata;
  /** For everything that does not depend on how the client says who it is. */
  readonly any: client.Configuration;
  /** Does something at the token endpoint, in the way that it believes. */
  withClient<T>(act: (configuration: client.Configuration) => Promise<T>): Promise<T>;
}

/** How the client says who it is: in the form, or in a header (RFC 6749, 2.3.1). */
type Way = "post" | "basic";

/** What stays when the provider is asked anew. */
interface Settings {
  readonly config: OidcConfig;
  readonly fetch: ProviderFetch;
  readonly logger: Logger;
  /** The way that worked after another one did not. */
  readonly believed: { way: Way | undefined };
}

/** Seconds that the provider's clock may be before or behind ours. */
export const CLOCK_TOLERANCE = 30;

/** Milliseconds after which a provider is asked again what it says about itself. */
const STALE_MS = 3_600_000;

/**
 * Gives the provider, asking it first what it says about itself where the configuration leaves that to it. It is asked
 * when somebody signs in: it may be down when the server starts. A failure is not kept.
 */
export function providerSource(
  config: OidcConfig,
  fetch: ProviderFetch,
  logger: Logger,
): () => Promise<Provider> {
  const { addresses } = config;
  const settings: Settings = { config, fetch, logger, believed: { way: undefined } };
  if (addresses.kind === "oauth2") {
    const provider = providerOf(plainMetadata(addresses), settings);
    return () => Promise.resolve(provider);
  }
  let known: { readonly since: number; readonly provider: Promise<Provider> } | undefined;
  return () => {
    if (known !== undefined && Math.abs(Date.now() - known.since) < STALE_MS) return known.provider;
    const provider = discover(addresses, settings);
    const mine = { since: Date.now(), provider };
    known = mine;
    provider.catch(() => {
      if (known === mine) known = undefined;
    });
    return provider;
  };
}

async function discover(
  { metadataUrl, issuer }: Extract<Addresses, { kind: "discovery" }>,
  settings: Settings,
): Promise<Provider> {
  const { config, fetch, logger } = settings;
  try {
    const found = await client.discovery(new URL(metadataUrl), config.clientId, undefined, client.None(), {
      execute: insecureIfAllowed(config),
      [client.customFetch]: fetch,
    });
    const metadata = found.serverMetadata();
    if (withoutSlash(metadata.issuer) !== issuer) {
      const seen = { expected: issuer, issuer: quoteClaim(metadata.issuer) };
      logger.warn(
        seen,
        "The provider's metadata is that of another issuer: server_metadata_url has to be below it",
      );
      throw new BadAnswer("says that it is another one than server_metadata_url is for");
    }
    return providerOf(metadata, settings);
  } catch (error) {
    throw failureOf(error, "What the provider says about itself");
  }
}

/** The issuer is the address that says who somebody is: realms of one host name different people alike. */
function plainMetadata(addresses: Extract<Addresses, { kind: "oauth2" }>): client.ServerMetadata {
  return {
    issuer: addresses.userinfoUrl,
    authorization_endpoint: addresses.authorizeUrl,
    token_endpoint: addresses.tokenUrl,
    userinfo_endpoint: addresses.userinfoUrl,
  };
}

function providerOf(metadata: client.ServerMetadata, settings: Settings): Provider {
  const { config, believed } = settings;
  const ways = waysOf(metadata, config.addresses.kind);
  const made = new Map(ways.map((way) => [way, configurationOf(metadata, way, settings)]));
  const [any] = made.values();
  if (any === undefined) throw new BadAnswer("takes no client with a secret");
  const withClient: Provider["withClient"] = async (act) => {
    const first = believed.way === undefined ? undefined : made.get(believed.way);
    const [configuration = any, ...others] = new Set([
      ...(first === undefined ? [] : [first]),
      ...made.values(),
    ]);
    try {
      return await act(configuration);
    } catch (error) {
      const [other] = others;
      if (other === undefined || !isBadClient(error)) throw error;
      const result = await act(other);
      believed.way = [...made].find(([, each]) => each === other)?.[0];
      return result;
    }
  };
  return { metadata, any, withClient };
}

function configurationOf(
  metadata: client.ServerMetadata,
  way: Way,
  { config, fetch }: Settings,
): client.Configuration {
  const authentication =
    way === "post"
      ? client.ClientSecretPost(config.clientSecret)
      : client.ClientSecretBasic(config.clientSecret);
  const about = { [client.clockTolerance]: CLOCK_TOLERANCE };
  const configuration = new client.Configuration(metadata, config.clientId, about, authentication);
  configuration[client.customFetch] = fetch;
  for (const change of insecureIfAllowed(config)) change(configuration);
  // Without it, a token with any signature is believed when it comes from the token endpoint.
  client.enableNonRepudiationChecks(configuration);
  return configuration;
}

/**
 * How the client may say who it is. Providers name what they can do, not what they want of this client, and some take
 * only one of the two; who asks is looked at before the code is, so that the other way can be tried with the same code.
 */
function waysOf(metadata: client.ServerMetadata, kind: Addresses["kind"]): readonly Way[] {
  const named: unknown = metadata.token_endpoint_auth_methods_supported;
  if (kind === "oauth2") return ["post", "basic"];
  // RFC 8414, 2: without a list it is client_secret_basic.
  if (!Array.isArray(named)) return ["basic", "post"];
  return (["post", "basic"] as const).filter((way) => named.includes(`client_secret_${way}`));
}

/** Which plain http there may be, the fetch decides: openid-client knows only all or nothing. */
function insecureIfAllowed({ plainHttp }: OidcConfig): ((configuration: client.Configuration) => void)[] {
  return plainHttp === "nowhere" ? [] : [client.allowInsecureRequests];
}
