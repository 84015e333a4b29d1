import type { IncomingMessage } from "node:http";
import { isVibeDeckError, type Principal, VibeDeckError } from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import type { Visitor } from "../auth/visitors.ts";
import type { DeckContext, DeckMiddleware } from "./context.ts";
import { unavailable } from "./errors.ts";

/** The page where people sign in, below the base path. */
export const SIGN_IN_PATH = "/auth/sign-in";

/** What {@link gate} takes. */
export interface GateOptions {
  readonly engine: Engine;
  /** Who asks, as another app or nobody's sign-in tells; `undefined` where {@link GateOptions.visitors} do. */
  readonly principalOf?: (request: IncomingMessage) => Principal | undefined | Promise<Principal | undefined>;
  readonly visitors?: { of(ctx: DeckContext): Visitor | undefined };
  /** Paths that are answered to everybody. */
  readonly open: ReadonlySet<string>;
  readonly basePath: string;
  /** Whether the engine runs. */
  readonly ready: () => boolean;
  /** An admin asked for everybody's sessions. */
  readonly sawAll?: (ctx: DeckContext, principal: Principal) => void;
  /** Answers somebody's browser that its person is not admitted. */
  readonly showRefusal?: (ctx: DeckContext, error: VibeDeckError) => void;
}

/**
 * Lets in whoever may be here and makes the only view of the sessions that the routes after it get. Before routing and
 * for every path, so that nothing that is added later can be forgotten: what is not on the list of open paths is closed.
 */
export function gate(options: GateOptions): DeckMiddleware {
  return async (ctx, next) => {
    if (options.open.has(ctx.path)) return next();
    const isApi = ctx.path.startsWith("/api/");
    // Without sign-in the page itself is nobody's secret, and needs no engine.
    if (options.visitors === undefined && !isApi) return next();
    const principal = await whoAsks(ctx, options, isApi);
    if (principal === undefined) return;
    ctx.state.principal = principal;
    if (!isApi) return next();
    if (!options.ready()) throw unavailable("The server is starting or stopping.");
    const everyone = principal.admin === true && asksForAll(ctx);
    ctx.state.view = options.engine.view(everyone ? { principal, everyone } : { principal });
    await next();
    // Afterwards: of what is not there, nothing was seen.
    if (everyone && ctx.status < 400) options.sawAll?.(ctx, principal);
  };
}

/** Only to look: what an admin changes is their own, whatever the address says. */
function asksForAll(ctx: DeckContext): boolean {
  const looks = ctx.method === "GET" || ctx.method === "HEAD";
  return looks && new URLSearchParams(ctx.querystring).get("all") === "1";
}

/** @returns `undefined` when the request has been answered. */
async function whoAsks(
  ctx: DeckContext,
  options: GateOptions,
  isApi: boolean,
): Promise<Principal | undefined> {
  const page = !isApi && isNavigation(ctx);
  try {
    const visitor = options.visitors?.of(ctx);
    if (visitor !== undefined) ctx.state.visitor = visitor;
    const principal = visitor?.principal ?? (await options.principalOf?.(ctx.req));
    if (principal !== undefined) return principal;
  } catch (error) {
    const refused = isVibeDeckError(error) && error.code === "SIGN_IN_REFUSED";
    if (!refused || !page || options.showRefusal === undefined) throw error;
    options.showRefusal(ctx, error);
    return undefined;
  }
  if (!page) throw new VibeDeckError("UNAUTHENTICATED", "Sign in first.", { hint: signInHint(options) });
  const { basePath } = options;
  const wanted = basePath + ctx.path + ctx.search;
  // 302: a 307 would carry a body along to where it does not belong.
  ctx.status = 302;
  ctx.set("Location", `${basePath}${SIGN_IN_PATH}?return_to=${encodeURIComponent(wanted.slice(0, 2_048))}`);
  ctx.body = "";
  return undefined;
}

function signInHint({ visitors, basePath }: GateOptions): string {
  return visitors === undefined
    ? "Sign in where this page is shown."
    : `Open ${basePath}${SIGN_IN_PATH} in a browser.`;
}

/** A person opened an address: only then a redirect leads anywhere. */
function isNavigation(ctx: DeckContext): boolean {
  if (ctx.method !== "GET" && ctx.method !== "HEAD") return false;
  const mode = ctx.get("Sec-Fetch-Mode");
  return mode === "" ? /\btext\/html\b/.test(ctx.get("Accept")) : mode === "navigate";
}
