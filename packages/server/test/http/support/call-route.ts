import type { OutgoingHttpHeaders } from "node:http";
import { silentLogger } from "@vibedeck/core";
import { authHost } from "../../../src/auth/auth-host.ts";
import { AgentChecks } from "../../../src/http/agent-checks.ts";
import { routesOf } from "../../../src/http/app.ts";
import { clientAddresses } from "../../../src/http/client-address.ts";
import { hostRules } from "../../../src/http/hosts.ts";
import { Metrics } from "../../../src/http/metrics/metrics.ts";
import type { Route } from "../../../src/http/routes/route.ts";
import { Streams } from "../../../src/http/sse/streams.ts";
import { PlaceBoard } from "../../../src/places/place-board.ts";
import { APPROVAL_ID, SEND_ID } from "./fake-drive.ts";
import { CURSOR, fakeEngine } from "./fake-engine.ts";
import { fakeProvider } from "./fake-provider.ts";
import type { Answer, TestServer } from "./server.ts";

const JSON_TYPE = { "content-type": "application/json" };

const MESSAGE = { id: "0c0c0c0c-0000-4000-8000-000000000001", text: "Hello" };

/** Whom admins do things to. */
export const USER = "carol";

/** Where admins do them. */
export const BACKEND = "boxes";

/** A body that each route takes, by method and path. */
const BODIES: ReadonlyMap<string, object> = new Map<string, object>([
  ["PATCH /api/sessions/:key", { pinned: true }],
  ["POST /api/sessions", { ...MESSAGE, cwd: "/somewhere" }],
  ["POST /api/sessions/:key/messages", MESSAGE],
  ["POST /api/sessions/:key/fork", MESSAGE],
  ["POST /api/sessions/:key/interrupt", {}],
  ["PATCH /api/sessions/:key/settings", { model: "opus" }],
  ["PATCH /api/sessions/:key/sends/:id", { text: "Other words" }],
  ["POST /api/approvals/:id", { type: "allow" }],
  ["POST /api/users/:user/revoke", {}],
  ["POST /api/users/:user/block", { blocked: true }],
  ["POST /api/sandboxes/:backend/:user/stop", {}],
  ["POST /auth/logout", {}],
]);

const QUERIES: ReadonlyMap<string, string> = new Map([
  ["/api/sessions/:key/raw", `?at=${CURSOR}`],
  ["/api/sessions/:key/files", "?path=src"],
  ["/api/agent", "?cwd=%2Fsomewhere"],
  ["/api/folders", "?path=%2Fsomewhere"],
]);

/** `GET /api/me` and the like: how a route is named. */
export function nameOf({ method, path }: Pick<Route, "method" | "path">): string {
  return `${method} ${path}`;
}

/** Every route of a server where people sign in, in its order: a server without has no others. */
export function allRoutes(): readonly Route[] {
  const streams = new Streams(silentLogger);
  const engine = fakeEngine();
  const places = new PlaceBoard([], silentLogger);
  const metrics = new Metrics({ engine, places, streams, statuses: () => [], version: "0" });
  const auth = authHost({
    engine,
    places,
    setup: {
      authenticator: fakeProvider(),
      rules: { allowedUsers: [], allowedDomains: [], allowedGroups: [], allowAll: true, adminUsers: [] },
      sessionSecrets: ["x".repeat(32)],
    },
    publicUrl: new URL("https://deck.example"),
    basePath: "",
    trustedProxies: [],
    openAccounts: () => {
      throw new Error("nothing is asked here");
    },
    streams,
    logger: silentLogger,
    now: Date.now,
  });
  return routesOf({
    engine,
    logger: silentLogger,
    authenticate: () => undefined,
    authenticated: true,
    auth,
    hosts: hostRules({}),
    basePath: "",
    streams,
    version: "0",
    statuses: () => [],
    checks: new AgentChecks([], silentLogger),
    places,
    metrics: { metrics, addresses: clientAddresses([]) },
    readOnly: false,
    ui: () => undefined,
    servesUi: false,
    open: () => true,
  });
}

/** The status of a route that was called as {@link callRoute} does, on a session of one's own. */
export function goodStatus(route: Route): number {
  return route.method === "POST" && route.path.startsWith("/api/sessions") ? 202 : 200;
}

/** A right request for a route, with the names in its path filled in. */
export function callRoute(
  server: Pick<TestServer, "send">,
  route: Pick<Route, "method" | "path">,
  key: string,
  headers: OutgoingHttpHeaders = {},
): Promise<Answer> {
  const id = route.path.includes("/sends/") ? SEND_ID : APPROVAL_ID;
  const path = route.path
    .replace(":key", key)
    .replace(":cursor", CURSOR)
    .replace(":index", "0")
    .replace(":backend", BACKEND)
    .replace(":user", USER)
    .replace(":id", id);
  const body = BODIES.get(nameOf(route));
  const address = path + (QUERIES.get(route.path) ?? "");
  if (body === undefined) return server.send(route.method, address, headers);
  return server.send(route.method, address, { ...JSON_TYPE, ...headers }, JSON.stringify(body));
}
