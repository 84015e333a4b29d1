import type { Logger } from "@vibedeck/core";
import type { BackendStatus, Engine } from "@vibedeck/core/host";
import Koa from "koa";
import type { AuthHost } from "../auth/auth-host.ts";
import type { Authenticate } from "../deck.ts";
import type { PlaceBoard } from "../places/place-board.ts";
import type { AgentChecks } from "./agent-checks.ts";
import { compression } from "./compression.ts";
import type { DeckMiddleware, DeckState } from "./context.ts";
import { errorMiddleware } from "./error-middleware.ts";
import { gate } from "./gate.ts";
import { hostGuard } from "./host-guard.ts";
import type { HostRules } from "./hosts.ts";
import type { MetricsAccess } from "./metrics/metrics-access.ts";
import { type MetricsDoorOptions, metricsDoor, metricsRoute } from "./metrics/metrics-door.ts";
import { originGuard } from "./origin-guard.ts";
import { pathGuard } from "./path-guard.ts";
import { requestId } from "./request-id.ts";
import { requestLog } from "./request-log.ts";
import { routerOf } from "./router.ts";
import { agentRoutes } from "./routes/agent.ts";
import { approvalRoutes } from "./routes/approvals.ts";
import { driveRoutes } from "./routes/drive.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { imageRoutes } from "./routes/images.ts";
import { messageRoutes } from "./routes/messages.ts";
import type { Route } from "./routes/route.ts";
import { sandboxRoutes } from "./routes/sandboxes.ts";
import { sendRoutes } from "./routes/sends.ts";
import { serverRoutes } from "./routes/server.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { userRoutes } from "./routes/users.ts";
import { securityHeaders } from "./security-headers.ts";
import type { Streams } from "./sse/streams.ts";
import { staticUi } from "./static-ui.ts";
import type { UiFiles } from "./ui-files.ts";

/** What {@link createApp} takes. */
export interface AppParts {
  readonly engine: Engine;
  readonly logger: Logger;
  /** Who asks, where {@link AppParts.auth} does not say it. */
  readonly authenticate: Authenticate;
  readonly authenticated: boolean;
  readonly auth?: AuthHost;
  readonly hosts: HostRules;
  readonly basePath: string;
  readonly streams: Streams;
  readonly version: string;
  readonly statuses: () => readonly BackendStatus[];
  readonly checks: AgentChecks;
  readonly places: PlaceBoard;
  /** Absent: there are no figures to read. */
  readonly metrics?: MetricsAccess;
  /** Whether sessions can only be looked at, or a sentence why. */
  readonly readOnly: boolean | string;
  /** The built page; `undefined` when it is not there. */
  readonly ui: () => UiFiles | undefined;
  readonly servesUi: boolean;
  /** False before the engine has started and once it stops. */
  readonly open: () => boolean;
}

/** Every route, in one list: for the router, for the tests and for the API's description. */
export function routesOf(parts: AppParts): readonly Route[] {
  return [
    ...healthRoutes({ ready: () => parts.open() && parts.engine.ready }),
    ...(parts.metrics === undefined ? [] : [metricsRoute(parts.metrics.metrics, parts.open)]),
    ...(parts.auth?.routes ?? []),
    ...serverRoutes({ ...parts, canSignOut: parts.auth?.canSignOut === true }),
    ...userRoutes({ engine: parts.engine, ...(parts.auth === undefined ? NOBODY : parts.auth.users) }),
    ...sandboxRoutes(parts.places),
    ...sessionRoutes,
    ...messageRoutes,
    ...imageRoutes,
    ...driveRoutes,
    ...sendRoutes,
    ...approvalRoutes,
    ...agentRoutes,
    ...eventRoutes(parts.streams),
  ];
}

const NOBODY = { accounts: () => undefined, isAdmin: () => false, countSince: () => 0, ended: () => {} };

/** The order is the defence: whoever is not meant is turned away before anything reads what they sent. */
function middlewares(app: Koa<DeckState>, parts: AppParts): readonly DeckMiddleware[] {
  const { auth } = parts;
  const routes = routesOf(parts);
  return [
    requestId,
    securityHeaders,
    requestLog(parts.logger),
    compression(),
    ...(parts.metrics === undefined ? [] : [parts.metrics.metrics.sends.middleware]),
    errorMiddleware(parts.logger),
    hostGuard(parts.hosts),
    pathGuard(parts.basePath),
    originGuard({
      rules: parts.hosts,
      authenticated: parts.authenticated,
      ambient: auth?.ambient === true,
    }),
    ...(parts.metrics === undefined ? [] : [metricsDoor(doorOptions(parts, parts.metrics))]),
    ...(auth?.sessions(app) ?? []),
    gate({
      engine: parts.engine,
      basePath: parts.basePath,
      open: new Set(routes.filter(({ open }) => open === true).map(({ path }) => path)),
      ready: parts.open,
      ...(auth === undefined ? { principalOf: parts.authenticate } : auth.gate),
    }),
    ...routerOf(routes, {
      watchesOnly: parts.readOnly !== false,
      ...(auth === undefined
        ? {}
        : {
            admit: (ctx) => auth.acts.admit(ctx),
            changed: (ctx, route) => auth.acts.changed(ctx, route),
          }),
    }),
    ...(parts.servesUi ? [staticUi(parts.ui)] : []),
  ];
}

function doorOptions(parts: AppParts, { metrics, token, addresses }: MetricsAccess): MetricsDoorOptions {
  const { auth, authenticated, authenticate, open } = parts;
  const elsewhere = authenticated && auth === undefined;
  return {
    metrics,
    addresses,
    ready: open,
    nobodySignsIn: !authenticated,
    ...(token === undefined ? {} : { token }),
    ...(elsewhere ? { principalOf: authenticate } : {}),
  };
}

/** Puts the middlewares together. `proxy` stays off: nobody's `X-Forwarded-*` is believed. */
export function createApp(parts: AppParts): Koa<DeckState> {
  const app = new Koa<DeckState>({ proxy: false });
  for (const middleware of middlewares(app, parts)) app.use(middleware);
  app.on("error", (error: unknown) => {
    if (!isGone(error)) parts.logger.error({ err: error }, "An answer could not be sent");
  });
  return app;
}

/** A client that leaves in the middle of an answer is no error of ours. */
function isGone(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return (
    code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE" || code === "ECANCELED"
  );
}
