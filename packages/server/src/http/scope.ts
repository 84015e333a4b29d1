import { type Principal, VibeDeckError } from "@vibedeck/core";
import type { Engine } from "@vibedeck/core/host";
import type { Authenticate } from "../deck.ts";
import type { DeckMiddleware } from "./context.ts";
import { unavailable } from "./errors.ts";

/** What {@link scope} takes. */
export interface ScopeOptions {
  readonly engine: Engine;
  readonly authenticate: Authenticate;
  /** False before the engine has started and once it stops. */
  readonly open: () => boolean;
}

/** Finds out who asks and makes the only view of the sessions that the routes after it get. */
export function scope(options: ScopeOptions): DeckMiddleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith("/api/")) return next();
    const principal: Principal | undefined = await options.authenticate(ctx.req);
    if (principal === undefined) throw new VibeDeckError("UNAUTHENTICATED", "Sign in first.");
    if (!options.open()) throw unavailable("The server is starting or stopping.");
    const everyone = principal.admin === true && new URLSearchParams(ctx.querystring).get("all") === "1";
    ctx.state.principal = principal;
    ctx.state.view = options.engine.view(everyone ? { principal, everyone } : { principal });
    return next();
  };
}
