import type { IncomingMessage } from "node:http";
import type { Logger } from "@vibedeck/core";
import type { DeckContext, DeckMiddleware } from "./context.ts";
import { type Failure, failureOf, methodNotAllowed, notFound } from "./errors.ts";

/** Bytes of a body that nobody wants but that are gone by the next request anyway. */
const SMALL = 1_000;

/** Answers every failure in one shape, and logs those that are the server's own. */
export function errorMiddleware(logger: Logger): DeckMiddleware {
  return async (ctx, next) => {
    try {
      await next();
      if (isUnanswered(ctx)) answer(ctx, unanswered(ctx));
      // Else what a stranger sends along would be read to its end, however long it is.
      else if (ctx.respond !== false && isUnread(ctx.req, SMALL)) ctx.set("Connection", "close");
    } catch (error) {
      fail(ctx, error, logger);
    }
  };
}

function fail(ctx: DeckContext, error: unknown, logger: Logger): void {
  const { requestId, route } = ctx.state;
  const failure = failureOf(error, requestId);
  if (failure.unexpected) {
    const path = route ?? ctx.path;
    logger.error({ err: error, requestId, method: ctx.method, path }, "A request failed");
  }
  if (ctx.res.headersSent) cut(ctx);
  else answer(ctx, failure);
}

/** Half an answer cannot be turned into an error; ending the connection is the only thing that tells the client. */
function cut(ctx: DeckContext): void {
  ctx.respond = false;
  ctx.res.destroy();
}

function answer(ctx: DeckContext, { status, body, retryAfter }: Failure): void {
  ctx.remove("ETag");
  ctx.remove("Content-Disposition");
  ctx.set("Cache-Control", "no-store");
  if (retryAfter !== undefined) ctx.set("Retry-After", String(retryAfter));
  // What was not read must not be taken for the next request, nor be waited for.
  if (isUnread(ctx.req)) ctx.set("Connection", "close");
  ctx.status = status;
  ctx.type = "application/json";
  ctx.body = JSON.stringify(body);
}

/** @param small bytes that are read and thrown away sooner than a connection is given up. */
function isUnread(request: IncomingMessage, small: number = 0): boolean {
  const { headers } = request;
  const hasBody =
    headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > small;
  return hasBody && !request.readableEnded;
}

function isUnanswered(ctx: DeckContext): boolean {
  return ctx.respond !== false && ctx.status >= 400 && (ctx.body === undefined || ctx.body === null);
}

/** The router only sets a status. */
function unanswered(ctx: DeckContext): Failure {
  return ctx.status === 405 || ctx.status === 501
    ? methodNotAllowed()
    : failureOf(notFound(), ctx.state.requestId);
}
