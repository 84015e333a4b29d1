import { constants } from "node:zlib";
import compress from "koa-compress";
import type { DeckMiddleware } from "./context.ts";

/** Compresses text. Quick levels: the reader waits for a page, and most of it is repetition anyway. */
export function compression(): DeckMiddleware {
  return compress({
    threshold: 1_500,
    filter: (type) =>
      /^(?:text\/(?!event-stream)|application\/(?:json|javascript|manifest\+json)|image\/svg)/.test(type),
    br: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
    gzip: { level: 3 },
    deflate: false,
  });
}
