import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import type { Route } from "../../../src/http/routes/route.ts";
import type { Browser } from "./browser.ts";
import { nameOf, USER } from "./call-route.ts";
import type { Answer } from "./server.ts";
import { MARKER, type Places } from "./tenants.ts";

/** What is sent to a route beside what its path names. */
interface Beside {
  readonly query?: (places: Places) => string;
  readonly body?: (places: Places) => object;
}

const message = (): object => ({ id: randomUUID(), text: `say ${MARKER} too` });
const none = (): object => ({});
const NOTHING: Beside = {};

/** A right request for every route there is. A route that is not here fails the tests that ask all of them. */
const REQUESTS: ReadonlyMap<string, Beside> = new Map<string, Beside>([
  ["GET /healthz", NOTHING],
  ["GET /readyz", NOTHING],
  ["GET /metrics", NOTHING],
  ["GET /auth/sign-in", NOTHING],
  ["GET /auth/login", NOTHING],
  ["GET /auth/callback", { query: () => "code=x&state=x" }],
  ["POST /auth/logout", { body: none }],
  ["GET /auth/page.css", NOTHING],
  ["GET /api/me", NOTHING],
  ["GET /api/backends", NOTHING],
  ["GET /api/users", NOTHING],
  ["POST /api/users/:user/revoke", { body: none }],
  ["POST /api/users/:user/block", { body: () => ({ blocked: true }) }],
  ["GET /api/sandboxes", NOTHING],
  ["POST /api/sandboxes/:backend/:user/stop", { body: none }],
  ["GET /api/sessions", NOTHING],
  ["GET /api/sessions/:key", NOTHING],
  ["PATCH /api/sessions/:key", { body: () => ({ pinned: true }) }],
  ["GET /api/sessions/:key/messages", NOTHING],
  ["GET /api/sessions/:key/raw", { query: ({ cursor }) => `at=${cursor}` }],
  ["GET /api/sessions/:key/images/:cursor/:index", NOTHING],
  ["POST /api/sessions", { body: ({ cwd }) => ({ ...message(), cwd, backend: "scripted" }) }],
  ["POST /api/sessions/:key/messages", { body: message }],
  ["POST /api/sessions/:key/fork", { body: message }],
  ["POST /api/sessions/:key/interrupt", { body: none }],
  ["PATCH /api/sessions/:key/settings", { body: () => ({ permissionMode: "plan" }) }],
  ["GET /api/sessions/:key/drive", NOTHING],
  ["GET /api/sessions/:key/sends/:id", NOTHING],
  ["PATCH /api/sessions/:key/sends/:id", { body: () => ({ text: `say ${MARKER} otherwise` }) }],
  ["DELETE /api/sessions/:key/sends/:id", NOTHING],
  ["GET /api/approvals", NOTHING],
  ["POST /api/approvals/:id", { body: () => ({ type: "deny" }) }],
  ["GET /api/sessions/:key/agent", NOTHING],
  ["GET /api/agent", { query: ({ cwd }) => `cwd=${encodeURIComponent(cwd)}&backend=scripted` }],
  ["GET /api/sessions/:key/files", NOTHING],
  ["GET /api/folders", { query: ({ cwd }) => `path=${encodeURIComponent(cwd)}&backend=scripted` }],
  ["GET /api/events", { query: ({ driven }) => `session=${driven}` }],
]);

/** How the events are called: the one answer that does not end. */
export const EVENTS = "GET /api/events";

/** Asks a route for what `places` names; `more` is added to the query. */
export async function askRoute(
  browser: Browser,
  route: Route,
  places: Places,
  options: { readonly more?: string; readonly headers?: OutgoingHttpHeaders } = {},
): Promise<Answer> {
  const name = nameOf(route);
  const beside = REQUESTS.get(name);
  if (beside === undefined) throw new Error(`Nobody says how ${name} is asked`);
  const query = [beside.query?.(places) ?? "", options.more ?? ""].filter((part) => part !== "").join("&");
  const path = pathOf(route, places) + (query === "" ? "" : `?${query}`);
  if (beside.body === undefined) return browser.send(route.method, path, options.headers);
  const headers = { "content-type": "application/json", ...options.headers };
  return browser.send(route.method, path, headers, JSON.stringify(beside.body(places)));
}

function pathOf(route: Route, { read, driven, cursor, send, otherSend, approval }: Places): string {
  const id = route.path.includes("/sends/") ? (route.method === "DELETE" ? otherSend : send) : approval;
  return route.path
    .replace(":key", route.drives === true ? driven : read)
    .replace(":cursor", cursor)
    .replace(":index", "0")
    .replace(":id", id)
    .replace(":backend", "scripted")
    .replace(":user", USER);
}
