import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Authenticator,
  type BegunSignIn,
  type Identity,
  type Logger,
  type Principal,
  type RedirectAuthenticator,
  type ReturnedSignIn,
  silentLogger,
} from "@vibedeck/core";
import Koa from "koa";
import { onTestFinished } from "vitest";
import type { AuthDeps } from "../../../src/auth/auth-deps.ts";
import type { SignIns } from "../../../src/auth/sign-ins.ts";
import { parseBasePath } from "../../../src/http/base-path.ts";
import { clientAddresses } from "../../../src/http/client-address.ts";
import type { DeckContext, DeckState } from "../../../src/http/context.ts";
import { errorMiddleware } from "../../../src/http/error-middleware.ts";
import { pathGuard } from "../../../src/http/path-guard.ts";
import { requestId } from "../../../src/http/request-id.ts";
import { requestLog } from "../../../src/http/request-log.ts";
import { routerOf } from "../../../src/http/router.ts";
import { authRoutes } from "../../../src/http/routes/auth.ts";
import { securityHeaders } from "../../../src/http/security-headers.ts";
import { type Browser, browser } from "./browser.ts";

export const SECRET = "a secret of at least thirty-two bytes, for tests";

export const ALICE: Identity = { issuer: "https://id.example", subject: "a-1", id: "alice", name: "Alice" };

/** Sessions as far as the addresses of sign-in need them: a cookie that says who. */
export class FakeSignIns implements SignIns {
  readonly entered: Identity[] = [];
  readonly left: string[] = [];
  /** Thrown by the next {@link enter}. */
  refusal: Error | undefined;
  /** Thrown by {@link current}. */
  broken: Error | undefined;

  async enter(ctx: DeckContext, identity: Identity): Promise<Principal> {
    if (this.refusal !== undefined) throw this.refusal;
    this.entered.push(identity);
    ctx.append("Set-Cookie", `who=${String(identity.id)}; Path=/; HttpOnly`);
    return { kind: "user", id: String(identity.id) };
  }

  async leave(ctx: DeckContext): Promise<void> {
    this.left.push(this.#who(ctx) ?? "");
    ctx.append("Set-Cookie", "who=; Max-Age=0; Path=/");
  }

  async current(ctx: DeckContext): Promise<Principal | undefined> {
    if (this.broken !== undefined) throw this.broken;
    const id = this.#who(ctx);
    return id === undefined ? undefined : { kind: "user", id };
  }

  #who(ctx: DeckContext): string | undefined {
    return /(?:^|; )who=([^;]+)/.exec(ctx.req.headers.cookie ?? "")?.[1];
  }
}

/** A provider that is not there: it remembers what it was asked, and answers as it is told. */
export class FakeProvider implements RedirectAuthenticator {
  readonly kind = "redirect";
  readonly fingerprint = "fake";
  label = "Example";
  readonly begun: { callbackUrl: string; state: string }[] = [];
  readonly finished: ReturnedSignIn[] = [];
  onBegin: () => Promise<void> = async () => {};
  onFinish: (returned: ReturnedSignIn) => Promise<Identity> = async () => ALICE;
  signOutUrl: (returnTo: string) => Promise<string | undefined> = async () => undefined;
  address = "https://id.example/authorize";

  async begin(callbackUrl: string, state: string): Promise<BegunSignIn> {
    this.begun.push({ callbackUrl, state });
    await this.onBegin();
    const url = new URL(this.address);
    url.searchParams.set("state", state);
    url.searchParams.set("redirect_uri", callbackUrl);
    return { url: url.href, flow: { nonce: `nonce-of-${state}`, verifier: `verifier-of-${state}` } };
  }

  async finish(returned: ReturnedSignIn): Promise<Identity> {
    this.finished.push(returned);
    return this.onFinish(returned);
  }
}

/** What {@link authServer} takes. */
export interface AuthServerOptions {
  readonly publicUrl?: string;
  readonly authenticator?: Authenticator;
  readonly logger?: Logger;
  readonly sessionSecrets?: readonly string[];
  readonly trustedProxies?: readonly string[];
  readonly limitMs?: number;
}

export interface AuthServer {
  readonly port: number;
  readonly provider: FakeProvider;
  readonly signIns: FakeSignIns;
  /** What the server takes for the time. */
  readonly clock: { ms: number };
  /** With cookies of its own. */
  browser(): Browser;
}

/** The addresses of sign-in on a socket, with the middlewares that stand before them. */
export async function authServer(options: AuthServerOptions = {}): Promise<AuthServer> {
  const provider = new FakeProvider();
  const signIns = new FakeSignIns();
  const clock = { ms: 1_800_000_000_000 };
  const publicUrl = new URL(options.publicUrl ?? "https://deck.example/deck");
  const basePath = parseBasePath(undefined, publicUrl);
  const logger = options.logger ?? silentLogger;
  const deps: AuthDeps = {
    authenticator: options.authenticator ?? provider,
    signIns,
    publicUrl,
    basePath,
    addresses: clientAddresses(options.trustedProxies ?? []),
    sessionSecrets: options.sessionSecrets ?? [SECRET],
    logger,
    now: () => clock.ms,
    ...(options.limitMs === undefined ? {} : { limitMs: options.limitMs }),
  };
  const app = new Koa<DeckState>({ proxy: false });
  for (const middleware of [
    requestId,
    securityHeaders,
    requestLog(logger),
    errorMiddleware(logger),
    pathGuard(basePath),
    ...routerOf(authRoutes(deps), { watchesOnly: false }),
  ]) {
    app.use(middleware);
  }
  const server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, provider, signIns, clock, browser: () => browser(port, basePath) };
}
