import type { Logger } from "@vibedeck/core";
import type { DeckMiddleware } from "./context.ts";

/**
 * One line for each request, at debug level. Never the query nor the body: they hold what people search for and send.
 * Of a known route its pattern, so that a log does not say who looked at what.
 */
export function requestLog(logger: Logger): DeckMiddleware {
  return async (ctx, next) => {
    const began = performance.now();
    await next();
    const { method, status } = ctx;
    const path = ctx.state.route ?? ctx.path;
    const ms = Math.round(performance.now() - began);
    logger.debug({ requestId: ctx.state.requestId, method, path, status, ms }, "Request");
  };
}
