import type { Logger } from "@vibedeck/core";
import type { DeckMiddleware } from "./context.ts";

/** One line for each request, at debug level. Never the query: it holds what people search for. */
export function requestLog(logger: Logger): DeckMiddleware {
  return async (ctx, next) => {
    const began = performance.now();
    await next();
    const { method, path, status } = ctx;
    const ms = Math.round(performance.now() - began);
    logger.debug({ requestId: ctx.state.requestId, method, path, status, ms }, "Request");
  };
}
