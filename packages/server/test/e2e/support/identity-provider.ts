import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import Provider, { type Configuration, type JWK } from "oidc-provider";
import { onTestFinished } from "vitest";
import { formOf, loginPage, page } from "./provider-pages.ts";

/** Somebody whom a provider knows. */
export interface Account {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
}

/** What the provider is told about its one client. */
export interface ClientPlace {
  /** Where people reach the server, without a slash at its end. */
  readonly publicUrl: string;
}

/** The provider's only client. */
export const CLIENT: { readonly id: string; readonly secret: string } = {
  id: "vibedeck",
  secret: "a-client-secret-that-is-never-seen-again",
};

/** A real OpenID Connect provider with pages of its own: whoever writes the name of an account is that account. */
export class IdentityProvider {
  /** Paths that were asked for, in the order in which they came. */
  readonly asked: string[] = [];
  readonly #accounts = new Map<string, Account>();
  readonly #sockets = new Set<Socket>();
  readonly #cookieKey = randomBytes(32).toString("hex");
  #server: Server = createServer();
  #port = 0;
  #keys: JWK[] = [];
  #place: ClientPlace | undefined;
  #provider: Provider | undefined;

  static async start(...accounts: readonly Account[]): Promise<IdentityProvider> {
    const provider = new IdentityProvider();
    for (const account of accounts) provider.#accounts.set(account.sub, account);
    provider.#keys = [newKey()];
    await provider.restart();
    onTestFinished(() => provider.stop());
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Lets the server in: its addresses have to be known before anybody signs in. */
  register(place: ClientPlace): void {
    this.#place = place;
    this.#build();
  }

  /** From now on signs with a new key; the old one is published no more. */
  rotate(): void {
    this.#keys = [newKey()];
    this.#build();
  }

  /** Hangs up on everybody; nobody answers at the port any more. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Answers again, at the same port. Who is signed in here stays so. */
  async restart(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.on("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  #build(): void {
    const place = this.#place;
    if (place === undefined) return;
    const provider = new Provider(this.issuer, {
      ...PROTOCOL,
      jwks: { keys: this.#keys.map((key) => ({ ...key })) },
      cookies: { keys: [this.#cookieKey] },
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [`${place.publicUrl}/auth/callback`],
          post_logout_redirect_uris: [
            `${place.publicUrl}/auth/sign-in?signed_out`,
            `${place.publicUrl}/auth/sign-in`,
          ],
        },
      ],
      findAccount: (_ctx, sub) => {
        const account = this.#accounts.get(sub);
        return account === undefined ? undefined : { accountId: sub, claims: () => ({ ...account }) };
      },
    });
    provider.on("server_error", (_ctx, error) => process.stderr.write(`identity provider: ${error.stack}\n`));
    this.#provider = provider;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.issuer);
    this.asked.push(url.pathname);
    const provider = this.#provider;
    if (provider === undefined) throw new Error("the provider was asked before its client was registered");
    if (!url.pathname.startsWith("/interaction/")) return provider.callback()(request, response);
    try {
      await this.#interact(provider, request, response);
    } catch (error) {
      page(response, 400, `<p>${String(error)}</p>`);
    }
  }

  /** The pages on which somebody says who they are, and that they agree. */
  async #interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid, prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    const action = `/interaction/${uid}`;
    if (request.method !== "POST") {
      const isLogin = prompt.name === "login";
      return page(response, 200, isLogin ? loginPage(action) : consentPage(action, session?.accountId ?? ""));
    }
    const form = await formOf(request);
    if (form.get("do") === "refuse") {
      const result = { error: "access_denied", error_description: "<script>alert(1)</script>" };
      return provider.interactionFinished(request, response, result);
    }
    if (prompt.name === "login") {
      const sub = form.get("account") ?? "";
      if (!this.#accounts.has(sub)) return page(response, 200, loginPage(action, "Nobody has this name."));
      return provider.interactionFinished(request, response, { login: { accountId: sub } });
    }
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const of = { accountId: session?.accountId ?? "", clientId: String(params["client_id"]) };
    const grant = known ?? new provider.Grant(of);
    grant.addOIDCScope(String(params["scope"]));
    const result = { consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
}

/** Nothing but what a careful provider allows: a code, with PKCE. */
const PROTOCOL: Configuration = {
  responseTypes: ["code"],
  pkce: { required: () => true },
  scopes: ["openid", "profile", "email"],
  claims: { openid: ["sub"], profile: ["name", "groups"], email: ["email", "email_verified"] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = `<!doctype html><title>Test House</title><h1>Sign out of Test House?</h1>${form}
          <button autofocus form="op.logoutForm" name="logout" value="yes">Yes, sign out</button>`;
      },
    },
  },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  ttl: {
    Session: 3_600,
    Interaction: 600,
    Grant: 3_600,
    AuthorizationCode: 60,
    AccessToken: 300,
    IdToken: 300,
  },
};

function newKey(): JWK {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" } as JWK;
}

function consentPage(action: string, who: string): string {
  return `<h1>Test House</h1><p>You are ${who}. May VibeDeck know?</p>
    <form method="post" action="${action}"><button name="do" value="allow">Allow</button>
    <button name="do" value="refuse">Refuse</button></form>`;
}
