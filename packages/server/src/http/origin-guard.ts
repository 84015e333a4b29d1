import type { IncomingMessage } from "node:http";
import { VibeDeckError } from "@vibedeck/core";
import type { DeckMiddleware } from "./context.ts";
import type { HostRules } from "./hosts.ts";

/** What {@link originGuard} takes. */
export interface OriginOptions {
  readonly rules: HostRules;
  /** True when people sign in: a cookie may then be riding on somebody else's request. */
  readonly authenticated: boolean;
  /** True when a proxy says who asks: then every request that comes through it is somebody's, without a cookie too. */
  readonly ambient?: boolean;
}

/** Reading that costs more than reading: it holds a connection, or starts a program. */
const COSTLY = /^\/api\/(?:events|agent|sessions\/[^/]+\/agent)$/;

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses what another site makes a browser send: all changes, what is costly, and reading through the API. */
export function originGuard(options: OriginOptions): DeckMiddleware {
  return async (ctx, next) => {
    const unsafe = !SAFE_METHODS.has(ctx.method);
    const api = ctx.path === "/api" || ctx.path.startsWith("/api/");
    const guarded = unsafe || COSTLY.test(ctx.path);
    if ((guarded || api) && isForeign(ctx.req, unsafe, options.rules)) refuse();
    if (guarded && options.authenticated && mayRideAlong(ctx.req, options.ambient === true)) refuse();
    await next();
  };
}

/** Browsers set `Sec-Fetch-Site` themselves; where one does not, `Origin` has to do. */
function isForeign(request: IncomingMessage, unsafe: boolean, rules: HostRules): boolean {
  const site = request.headersDistinct["sec-fetch-site"];
  if (site !== undefined) {
    const [only] = site;
    // "none" is an address that a person typed: good for reading, impossible for a change.
    return site.length !== 1 || !(only === "same-origin" || (only === "none" && !unsafe));
  }
  const origin = request.headersDistinct["origin"];
  if (origin === undefined) return false;
  const [only] = origin;
  return origin.length !== 1 || only === undefined || !rules.isOwnOrigin(only, request);
}

/** A request that proves neither where it comes from nor that a program with a token made it. */
function mayRideAlong(request: IncomingMessage, ambient: boolean): boolean {
  const { headers } = request;
  if (headers["sec-fetch-site"] !== undefined || headers.origin !== undefined) return false;
  return ambient || (headers.authorization === undefined && headers.cookie !== undefined);
}

function refuse(): never {
  throw new VibeDeckError("FORBIDDEN_ORIGIN", "Another site's page may not do this.", {
    hint: "Use the page that this server itself delivers.",
  });
}
