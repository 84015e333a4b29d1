import type { ConfigSchema } from "@vibedeck/core";
import * as v from "valibot";
import { addressProblem, isLoopback, issuerOf, type PlainHttp } from "./address.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Where a provider is asked. */
export type Addresses =
  | { readonly kind: "discovery"; readonly metadataUrl: string; readonly issuer: string }
  | {
      readonly kind: "oauth2";
      readonly authorizeUrl: string;
      readonly tokenUrl: string;
      readonly userinfoUrl: string;
    };

/** What the plugin is told by its TOML table. */
export interface OidcConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly addresses: Addresses;
  /** Scopes, with spaces between; empty: the provider's default. */
  readonly scope: string;
  readonly idClaim: string;
  readonly nameClaim?: string;
  readonly groupsClaim?: string;
  readonly label: string;
  readonly plainHttp: PlainHttp;
  readonly allowUnverifiedEmail: boolean;
}

const text = v.pipe(
  v.string("This must be a text"),
  v.nonEmpty("This is empty"),
  v.maxLength(2000, "This is longer than 2,000 characters"),
  v.check(
    (value) => !/^\s|\s$|\p{Cc}/u.test(value),
    "This begins or ends with white space, or has a control character",
  ),
);

/** Names that every object has something under, whoever made it. */
const NO_CLAIMS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

const claim = v.pipe(
  text,
  v.maxLength(200, "This is longer than 200 characters"),
  v.check((name) => !NO_CLAIMS.has(name), 'This is no name of a claim: use one such as "sub"'),
);

const credential = v.pipe(
  text,
  v.check(
    (value) => !isPlaceholder(value),
    "This is a placeholder: use what the provider shows for your client",
  ),
);

/** RFC 6749, 3.3. */
const scope = v.pipe(
  v.string("This must be a text"),
  v.regex(
    /^(?:[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*)?$/,
    "These are no scopes: write names with one space between them",
  ),
);

const label = v.pipe(text, v.maxLength(60, "This is longer than 60 characters"));
const flag = v.boolean("This must be true or false");

const table = v.strictObject({
  client_id: v.optional(credential),
  client_secret: v.optional(credential),
  server_metadata_url: v.optional(text),
  authorize_url: v.optional(text),
  token_url: v.optional(text),
  userinfo_url: v.optional(text),
  scope: v.optional(scope),
  id_claim: v.optional(claim),
  name_claim: v.optional(claim),
  groups_claim: v.optional(claim),
  login_label: v.optional(label),
  allow_insecure_issuer: v.optional(flag),
  insecure_allow_unverified_email: v.optional(flag),
});

type Table = v.InferOutput<typeof table>;
type Key = keyof Table;
type Complain = (key: Key, message: string) => void;

const PLAIN_KEYS = ["authorize_url", "token_url", "userinfo_url"] as const;

/** The schema of `[auth]`, without the host's keys. */
export const configSchema: ConfigSchema<OidcConfig> = v.pipe(
  table,
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }): OidcConfig => {
    let sound = true;
    const complain: Complain = (key, message) => {
      sound = false;
      addIssue({
        message,
        path: [{ type: "object", origin: "value", input: value, key, value: value[key] }],
      });
    };
    const addresses = addressesOf(value, complain);
    const { client_id: clientId, client_secret: clientSecret } = value;
    if (clientId === undefined)
      complain("client_id", "This is missing: the provider shows it for your client");
    if (clientSecret === undefined) {
      complain(
        "client_secret",
        "This is missing: put it into a file of mode 600 and name that by client_secret_file",
      );
    }
    const discovered = addresses?.kind === "discovery";
    const idClaim = value.id_claim ?? (discovered ? "sub" : undefined);
    if (addresses !== undefined) checkMeaning(value, addresses, complain);
    if (!sound || addresses === undefined || idClaim === undefined) return NEVER;
    if (clientId === undefined || clientSecret === undefined) return NEVER;
    return {
      clientId,
      clientSecret,
      addresses,
      scope: value.scope ?? (discovered ? "openid profile email" : ""),
      idClaim,
      ...(value.name_claim === undefined ? {} : { nameClaim: value.name_claim }),
      ...(value.groups_claim === undefined ? {} : { groupsClaim: value.groups_claim }),
      label: value.login_label ?? new URL(firstOf(addresses)).host,
      plainHttp: plainHttpOf(value, addresses),
      allowUnverifiedEmail: value.insecure_allow_unverified_email ?? false,
    };
  }),
);

function addressesOf(value: Table, complain: Complain): Addresses | undefined {
  const written = PLAIN_KEYS.filter((key) => value[key] !== undefined);
  const insecure = value.allow_insecure_issuer ?? false;
  let usable = true;
  for (const key of ["server_metadata_url", ...PLAIN_KEYS] as const) {
    const problem = value[key] === undefined ? undefined : addressProblem(value[key], insecure);
    if (problem === undefined) continue;
    usable = false;
    complain(key, problem);
  }
  if (value.server_metadata_url !== undefined) {
    for (const key of written) {
      complain(key, "server_metadata_url says this already, or another one: keep one of them");
    }
    return usable && written.length === 0 ? discovery(value.server_metadata_url, complain) : undefined;
  }
  if (written.length === 0) {
    const way = "or, for a provider without it, authorize_url, token_url and userinfo_url";
    complain(
      "server_metadata_url",
      `This is missing: the provider's address that ends with /.well-known/openid-configuration; ${way}`,
    );
    return undefined;
  }
  for (const key of PLAIN_KEYS.filter((name) => value[name] === undefined)) {
    complain(key, `This is missing: ${written.join(" and ")} cannot do without it`);
  }
  const { authorize_url: authorizeUrl, token_url: tokenUrl, userinfo_url: userinfoUrl } = value;
  if (authorizeUrl === undefined || tokenUrl === undefined || userinfoUrl === undefined) return undefined;
  return usable ? { kind: "oauth2", authorizeUrl, tokenUrl, userinfoUrl } : undefined;
}

function discovery(metadataUrl: string, complain: Complain): Addresses | undefined {
  const issuer = issuerOf(new URL(metadataUrl));
  if (issuer !== undefined) return { kind: "discovery", metadataUrl, issuer };
  complain(
    "server_metadata_url",
    "This is no metadata address: it ends with /.well-known/openid-configuration, after the provider's issuer",
  );
  return undefined;
}

/** Checks what depends on the kind of provider. */
function checkMeaning(value: Table, { kind }: Addresses, complain: Complain): void {
  const openid = value.scope?.split(" ").includes("openid") ?? kind === "discovery";
  if (kind === "discovery" && !openid) {
    complain("scope", 'This lacks "openid", without which the provider does not say who signed in');
  }
  if (kind === "oauth2" && openid) {
    complain(
      "scope",
      '"openid" asks for a signed ID token, which only server_metadata_url can check: use that, or leave it out',
    );
  }
  if (kind === "oauth2" && value.id_claim === undefined) {
    complain(
      "id_claim",
      'This is missing: say which field of userinfo_url names a user and never changes, such as "id"',
    );
  }
  if (value.insecure_allow_unverified_email === true && value.id_claim !== "email") {
    complain("insecure_allow_unverified_email", 'This does nothing unless id_claim is "email": leave it out');
  }
}

function firstOf(addresses: Addresses): string {
  return addresses.kind === "discovery" ? addresses.metadataUrl : addresses.authorizeUrl;
}

/** What a provider out there says must not lead to this machine: plain http is for one that is configured so. */
function plainHttpOf(value: Table, addresses: Addresses): PlainHttp {
  if (value.allow_insecure_issuer === true) return "anywhere";
  const all =
    addresses.kind === "discovery"
      ? [addresses.metadataUrl]
      : [addresses.authorizeUrl, addresses.tokenUrl, addresses.userinfoUrl];
  return all.map((address) => new URL(address)).some((url) => url.protocol === "http:" && isLoopback(url))
    ? "loopback"
    : "nowhere";
}
