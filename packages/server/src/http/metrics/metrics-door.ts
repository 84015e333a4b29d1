import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Principal } from "@vibedeck/core";
import type { AttemptLimit } from "../../auth/attempt-limit.ts";
import type { ClientAddresses } from "../client-address.ts";
import type { DeckContext, DeckMiddleware } from "../context.ts";
import { unavailable } from "../errors.ts";
import type { Route } from "../routes/route.ts";
import { EXPOSITION_TYPE } from "./exposition.ts";
import type { Metrics } from "./metrics.ts";

/** Where they are. */
const PATH = "/metrics";

/** What {@link metricsDoor} takes. */
export interface MetricsDoorOptions {
  readonly metrics: Pick<Metrics, "text">;
  /** Whoever names it may read them. Absent: there is none. */
  readonly token?: string;
  /** Who asks, where another app knows it. */
  readonly principalOf?: (request: IncomingMessage) => Principal | undefined | Promise<Principal | undefined>;
  /** Whoever reaches the server is its one user. */
  readonly nobodySignsIn: boolean;
  readonly addresses: ClientAddresses;
  readonly ready: () => boolean;
}

/** For an admin who is signed in: for everybody else there is no such address. */
export function metricsRoute(metrics: Pick<Metrics, "text">, ready: () => boolean): Route {
  return {
    method: "GET",
    path: PATH,
    admin: true,
    summary: "Figures in Prometheus' text format.",
    handle: (ctx) => {
      if (!ready()) throw unavailable("The server is starting or stopping.");
      return send(ctx, metrics);
    },
  };
}

/**
 * Lets in who has no session: a program that names the token; where nobody signs in and no token is set, everybody.
 * Whoever may not read the figures is passed on, to whatever an unknown address answers them.
 */
export function metricsDoor(options: MetricsDoorOptions): DeckMiddleware {
  const { metrics, ready } = options;
  const mayRead = readers(options);
  return async (ctx, next) => {
    const asks = ctx.path === PATH && (ctx.method === "GET" || ctx.method === "HEAD");
    if (!asks || !ready() || !(await mayRead(ctx.req))) return next();
    ctx.state.route = PATH;
    await send(ctx, metrics);
  };
}

function readers(options: MetricsDoorOptions): (request: IncomingMessage) => Promise<boolean> {
  const { token, principalOf, nobodySignsIn } = options;
  const named = token === undefined ? async () => false : tokenReader(token, options.addresses);
  return async (request) => {
    if (nobodySignsIn && token === undefined) return true;
    if (await named(request)) return true;
    return principalOf !== undefined && (await principalOf(request))?.admin === true;
  };
}

/** An address that guessed wrong too often is not even compared for a while. */
function tokenReader(
  token: string,
  addresses: ClientAddresses,
): (request: IncomingMessage) => Promise<boolean> {
  const wanted = digest(token);
  let limit: AttemptLimit | undefined;
  return async (request) => {
    const given = bearerOf(request);
    if (given === undefined) return false;
    // A good part of the server's code, and most servers need none of it.
    limit ??= (await import("../../auth/attempt-limit.ts")).attemptLimit();
    const from = addresses.of(request);
    if (await limit.isSpent(from)) return false;
    if (timingSafeEqual(digest(given), wanted)) return true;
    await limit.spend(from);
    return false;
  };
}

function bearerOf({ headersDistinct }: IncomingMessage): string | undefined {
  const values = headersDistinct["authorization"];
  if (values?.length !== 1) return undefined;
  return /^Bearer +([!-~]{1,1024})$/i.exec(values[0] ?? "")?.[1];
}

/** Of one length, whatever was given. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

async function send(ctx: DeckContext, metrics: Pick<Metrics, "text">): Promise<void> {
  const text = await metrics.text();
  ctx.set("Cache-Control", "no-store");
  ctx.type = EXPOSITION_TYPE;
  ctx.body = text;
}
