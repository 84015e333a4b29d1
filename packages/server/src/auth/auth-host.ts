import { type Logger, type Principal, toUserId, type VibeDeckError } from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import type Koa from "koa";
import type { Accounts, User } from "../accounts/accounts.ts";
import { clientAddresses } from "../http/client-address.ts";
import type { DeckContext, DeckMiddleware, DeckState } from "../http/context.ts";
import { unavailable } from "../http/errors.ts";
import { authRoutes } from "../http/routes/auth.ts";
import type { Route } from "../http/routes/route.ts";
import type { Streams } from "../http/sse/streams.ts";
import type { PlaceBoard } from "../places/place-board.ts";
import { Acts } from "./acts.ts";
import { BlockedAgents } from "./blocked-agents.ts";
import { refusalPage } from "./failure-page.ts";
import { koaSessions } from "./koa-sessions.ts";
import { SessionCookie } from "./session-cookie.ts";
import { sessionRules } from "./session-rules.ts";
import type { AuthSetup } from "./setup.ts";
import { SignInService } from "./sign-in-service.ts";
import { SignInWatch } from "./sign-in-watch.ts";
import { type Visitor, Visitors } from "./visitors.ts";

/** What {@link authHost} takes. */
export interface AuthHostOptions {
  readonly setup: AuthSetup;
  readonly engine: Engine;
  readonly publicUrl: URL;
  readonly basePath: string;
  readonly trustedProxies: readonly string[];
  readonly openAccounts: () => Accounts;
  readonly streams: Streams;
  readonly places: PlaceBoard;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Sign-in, as the app builds it in. */
export interface AuthHost {
  readonly routes: readonly Route[];
  readonly acts: Acts;
  /** Identity comes with every request by itself. */
  readonly ambient: boolean;
  readonly canSignOut: boolean;
  readonly gate: {
    readonly visitors: { of(ctx: DeckContext): Visitor | undefined };
    readonly sawAll: (ctx: DeckContext, principal: Principal) => void;
    readonly showRefusal: (ctx: DeckContext, error: VibeDeckError) => void;
  };
  readonly users: {
    readonly accounts: () => Accounts;
    readonly isAdmin: (user: User) => boolean;
    readonly countSince: () => number;
    readonly ended: () => void;
  };
  /** Middlewares that find the session of a request. */
  sessions(app: Koa<DeckState>): readonly DeckMiddleware[];
  /** Opens the accounts. @throws `VibeDeckError` `STATE_BROKEN`, `STATE_UNWRITABLE`. */
  start(): void;
  stop(): void;
}

const DAY_MS = 86_400_000;

/** Puts the pieces of sign-in together. Nothing is opened before {@link AuthHost.start}. */
export function authHost(options: AuthHostOptions): AuthHost {
  const { setup, publicUrl, basePath, streams, logger, now } = options;
  let opened: Accounts | undefined;
  let housekeeping: NodeJS.Timeout | undefined;
  const accounts = (): Accounts => {
    if (opened === undefined) throw unavailable("The server is starting or stopping.");
    return opened;
  };
  const addresses = clientAddresses(options.trustedProxies);
  const rules = sessionRules(setup, now);
  const { authenticator, sessionSecrets } = setup;
  const cookie = new SessionCookie({ publicUrl, secrets: sessionSecrets, maxAgeMs: rules.maxAgeMs });
  const blocked = new BlockedAgents({ ...options, accounts });
  const watch = new SignInWatch(streams, accounts, blocked, logger);
  const ended = (): void => watch.check();
  const visitors = new Visitors({ setup, accounts, rules, addresses, now });
  const signIns = new SignInService({ setup, accounts, visitors, cookie, addresses, logger, now, ended });
  const admins = new Set(setup.rules.adminUsers.map((claim) => userIdOf(claim)));
  const acts = new Acts(accounts, addresses, now);
  const bySession = authenticator.kind === "redirect";
  const forgetOld = (): void => {
    accounts().sessions.forgetOld(now() - rules.idleMs, now() - rules.maxAgeMs);
  };
  return {
    routes: authRoutes({
      ...{ authenticator, signIns, publicUrl, basePath, addresses, sessionSecrets, logger, now },
    }),
    acts,
    ambient: !bySession,
    canSignOut: bySession,
    gate: {
      visitors,
      sawAll: (ctx, principal) => acts.sawAll(ctx, principal),
      showRefusal: (ctx, error) => refusalPage(ctx, error, basePath),
    },
    users: {
      accounts,
      isAdmin: ({ id }) => admins.has(id),
      countSince: () => now() - rules.idleMs,
      ended,
    },
    sessions: (app) => {
      const { valid, maxAgeMs } = rules;
      return bySession
        ? [koaSessions(app, { cookie, sessions: () => accounts().sessions, valid, maxAgeMs })]
        : [];
    },
    start: () => {
      opened = options.openAccounts();
      forgetOld();
      housekeeping = setInterval(forgetOld, DAY_MS).unref();
      watch.start();
      // Somebody may have been blocked while no server ran, and their turn went on.
      watch.check();
    },
    stop: () => {
      watch.stop();
      clearInterval(housekeeping);
      opened?.close();
      opened = undefined;
    },
  };
}

function userIdOf(claim: string): string | undefined {
  const mapped = toUserId(claim);
  return "id" in mapped ? mapped.id : undefined;
}
