import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { CALLBACK, CLIENT_ID, STATE } from "./authenticator.ts";
import { listen } from "./listen.ts";

type Fields = { readonly [key: string]: unknown };

/** Gives the body for a request, or answers it in its own way. */
type Lie = (honest: Fields) => unknown | RequestListener;

/** Where a provider does not say the truth. What is left out is honest. */
export interface Lies {
  readonly metadata?: Lie;
  readonly token?: Lie;
  readonly jwks?: Lie;
  readonly userinfo?: Lie;
  readonly header?: (honest: Fields) => Fields;
  readonly claims?: (honest: Fields) => Fields;
  /** Makes the signature of `header.payload`. */
  readonly signature?: (signed: string, honest: string) => string;
}

/** An OpenID Connect provider of which each answer can be a lie. */
export interface LyingProvider {
  readonly issuer: string;
  readonly table: object;
  /** Everything that was asked, as `GET /jwks`. */
  readonly requests: readonly string[];
  /** Secrets that went over the wire: codes and tokens. */
  readonly secrets: readonly string[];
  readonly lies: Lies;
  browse(url: string): Promise<string>;
  /** Lies in another way from now on. */
  lie(lies: Lies): void;
}

const CODE = "code-5c1f7a90-of-this-flow";
const TOKEN = "token-77d03be2-of-this-flow";

const key: KeyObject = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const { n, e } = key.export({ format: "jwk" });
const PUBLIC = { kty: "RSA", n, e, kid: "k1", use: "sig", alg: "RS256" };

/** Seconds since the epoch. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Starts one. */
export async function lyingProvider(first: Lies = {}): Promise<LyingProvider> {
  let lies = first;
  let nonce = "";
  const requests: string[] = [];
  const secrets = [CODE, TOKEN, STATE];
  const issuer = await listen(async (request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://x");
    requests.push(`${request.method} ${pathname}`);
    await text(request);
    const [honest, lie] = answers(pathname);
    const said = lie === undefined ? honest : lie(honest);
    if (typeof said === "function") said(request, response);
    else response.setHeader("content-type", "application/json").end(JSON.stringify(said));
  });
  const answers = (pathname: string): readonly [Fields, Lie | undefined] => {
    if (pathname === "/.well-known/openid-configuration") return [metadataOf(issuer), lies.metadata];
    if (pathname === "/jwks") return [{ keys: [PUBLIC] }, lies.jwks];
    if (pathname === "/userinfo") return [{ sub: "ann", name: "Ann Example" }, lies.userinfo];
    const idToken = idTokenOf(issuer, nonce, lies);
    secrets.push(idToken);
    return [{ access_token: TOKEN, token_type: "Bearer", expires_in: 60, id_token: idToken }, lies.token];
  };
  const browse = (url: string): Promise<string> => {
    const asked = new URL(url).searchParams;
    nonce = asked.get("nonce") ?? "";
    const query = new URLSearchParams({ code: CODE, state: asked.get("state") ?? "" });
    return Promise.resolve(`${CALLBACK}?${query}`);
  };
  const lie = (next: Lies): void => {
    lies = next;
  };
  const table = { server_metadata_url: `${issuer}/.well-known/openid-configuration` };
  return { issuer, table, requests, secrets, lies, browse, lie };
}

function metadataOf(issuer: string): Fields {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    userinfo_endpoint: `${issuer}/userinfo`,
    end_session_endpoint: `${issuer}/logout`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

function idTokenOf(issuer: string, nonce: string, { header, claims, signature }: Lies): string {
  const now = nowSeconds();
  const honestHeader = { alg: "RS256", kid: "k1", typ: "JWT" };
  const honestClaims = { iss: issuer, sub: "ann", aud: CLIENT_ID, iat: now, exp: now + 300, nonce };
  const signed = [header?.(honestHeader) ?? honestHeader, claims?.(honestClaims) ?? honestClaims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const honest = sign("sha256", Buffer.from(signed), key).toString("base64url");
  return `${signed}.${signature?.(signed, honest) ?? honest}`;
}
