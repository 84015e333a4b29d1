import { randomBytes } from "node:crypto";
import type { DeckMiddleware } from "./context.ts";

/** Names each request. A name sent by the client is not used: it would let strangers write into the log. */
export const requestId: DeckMiddleware = async (ctx, next) => {
  ctx.state.requestId = randomBytes(9).toString("base64url");
  ctx.set("X-Request-Id", ctx.state.requestId);
  await next();
};
