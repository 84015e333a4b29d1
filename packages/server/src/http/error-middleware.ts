import { type Logger, VibeDeckError } from "@vibedeck/core";
import type { DeckContext, DeckMiddleware } from "./context.ts";
import { failureOf, notFound } from "./errors.ts";

/** Answers every failure in one shape, and logs those that are the server's own. */
export function errorMiddleware(logger: Logger): DeckMiddleware {
  return async (ctx, next) => {
    try {
      await next();
      if (isUnanswered(ctx)) throw unansweredError(ctx);
    } catch (error) {
      fail(ctx, error, logger);
    }
  };
}

function fail(ctx: DeckContext, error: unknown, logger: Logger): void {
  const { requestId } = ctx.state;
  const { status, body, unexpected } = failureOf(error, requestId);
  if (unexpected)
    logger.error({ err: error, requestId, method: ctx.method, path: ctx.path }, "A request failed");
  if (ctx.res.headersSent) {
    // Half an answer cannot be turned into an error; ending the connection is the only thing that tells the client.
    ctx.respond = false;
    ctx.res.destroy();
    return;
  }
  ctx.remove("ETag");
  ctx.remove("Content-Disposition");
  ctx.set("Cache-Control", "no-store");
  if (status === 429 || status === 503) ctx.set("Retry-After", "2");
  ctx.status = status;
  ctx.type = "application/json";
  ctx.body = JSON.stringify(body);
}

function isUnanswered(ctx: DeckContext): boolean {
  return ctx.respond !== false && ctx.status >= 400 && (ctx.body === undefined || ctx.body === null);
}

/** The router only sets a status. */
function unansweredError(ctx: DeckContext): VibeDeckError {
  if (ctx.status !== 405 && ctx.status !== 501) return notFound();
  return new VibeDeckError("NOT_SUPPORTED", "This address does not know that method.");
}
