import { generateKeyPairSync } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import Provider, { type Configuration, type JWK } from "oidc-provider";
import { CALLBACK, CLIENT_ID, CLIENT_SECRET } from "./authenticator.ts";
import { listen } from "./listen.ts";

export const ACCOUNT = "8f0c3a52-6f0b";

/** A real OpenID Connect provider in this process. */
export interface RealProvider {
  readonly issuer: string;
  /** Everything that was asked, as `GET /jwks`. */
  readonly requests: readonly string[];
  /** From now on another key signs, and the old one is gone. */
  rotate(): void;
  /** The account says no the next time. */
  refuse(): void;
  /** Goes where a browser is sent, until it is sent to the callback address. */
  browse(url: string): Promise<string>;
}

/** What a client is registered as. */
export interface RealOptions {
  readonly authMethod?: "client_secret_basic" | "client_secret_post";
  readonly clientSecret?: string;
}

/** Starts one with one client, one account, and nobody who has to be asked. */
export async function realProvider(options: RealOptions = {}): Promise<RealProvider> {
  const requests: string[] = [];
  let refusing = false;
  let current: { readonly provider: Provider; readonly handle: RequestListener } | undefined;
  const issuer = await listen((request, response) => {
    requests.push(`${request.method} ${new URL(request.url ?? "", "http://x").pathname}`);
    if (current === undefined) throw new Error("not started");
    if (request.url?.startsWith("/interaction/")) {
      void decide(current.provider, refusing, request, response);
      refusing = false;
    } else current.handle(request, response);
  });
  const keys = KEYS.values();
  const rotate = (): void => {
    const { value: key } = keys.next();
    if (key === undefined) throw new Error("there are no more keys");
    const provider = new Provider(issuer, configuration(options, key));
    current = { provider, handle: provider.callback() };
  };
  rotate();
  const refuse = (): void => {
    refusing = true;
  };
  return { issuer, requests, rotate, refuse, browse };
}

async function decide(
  provider: Provider,
  refusing: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const result = refusing
    ? { error: "access_denied", error_description: "<script>alert(1)</script>" }
    : { login: { accountId: ACCOUNT } };
  await provider.interactionFinished(request, response, result);
}

/** A browser without a screen: it keeps cookies and follows redirects. */
async function browse(start: string): Promise<string> {
  const cookies = new Map<string, string>();
  let at = start;
  for (let steps = 0; steps < 10; steps++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(at, { redirect: "manual", headers: { cookie } });
    const location = response.headers.get("location");
    if (location === null) throw new Error(`${at} answered ${response.status}: ${await response.text()}`);
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    at = new URL(location, at).href;
    if (at.startsWith(CALLBACK)) return at;
  }
  throw new Error("redirected in circles");
}

/** Keys take a while to make, so all providers have the same two, one after the other. */
const KEYS: readonly JWK[] = ["one", "two"].map((kid) => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" } as JWK;
});

function configuration({ authMethod, clientSecret }: RealOptions, key: JWK): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: clientSecret ?? CLIENT_SECRET,
        redirect_uris: [CALLBACK],
        post_logout_redirect_uris: ["https://deck.example/auth/sign-in"],
        token_endpoint_auth_method: authMethod ?? "client_secret_basic",
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ["a-cookie-key-of-tests"] },
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    scopes: ["openid", "profile", "email", "groups"],
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
      Grant: 600,
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => ({
        sub: accountId,
        name: "Ann Example",
        preferred_username: "ann",
        email: "ann@corp.example",
        email_verified: true,
        groups: ["vibedeck", "staff"],
      }),
    }),
    loadExistingGrant: async (ctx) => {
      const { provider, client, session } = ctx.oidc;
      const about = { clientId: client?.clientId ?? "", accountId: session?.accountId ?? "" };
      const grant = new provider.Grant(about);
      grant.addOIDCScope("openid profile email groups");
      await grant.save();
      return grant;
    },
  };
}
