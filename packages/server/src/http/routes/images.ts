import { parseCursor } from "@vibedeck/core";
import { notFound } from "../errors.ts";
import { INERT_POLICY } from "../security-headers.ts";
import { found, keyOf } from "./parse-input.ts";
import { bareRoute, type Route } from "./route.ts";

/** Kinds that browsers show and that hold no script. A transcript can claim any kind. */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ["image/png", "png"],
  ["image/jpeg", "jpg"],
  ["image/gif", "gif"],
  ["image/webp", "webp"],
]);

export const imageRoutes: readonly Route[] = [
  bareRoute({
    path: "/api/sessions/:key/images/:cursor/:index",
    summary: "An image that the entry at a cursor holds.",
    respond: (ctx, { view, params }) => {
      const { cursor = "", index = "" } = params;
      if (parseCursor(cursor) === undefined || !/^\d{1,4}$/.test(index)) throw notFound();
      const image = found(view.image(keyOf(params), cursor, Number(index)));
      const extension = found(EXTENSIONS.get(image.mediaType));
      ctx.set("Content-Security-Policy", INERT_POLICY);
      ctx.set("Content-Disposition", `inline; filename="image-${index}.${extension}"`);
      // A cursor names bytes that never change: a file that is rewritten gets another generation.
      ctx.set("Cache-Control", "private, max-age=31536000, immutable");
      // Another person may use the browser next.
      if (ctx.state.visitor !== undefined) ctx.vary("Cookie");
      ctx.status = 200;
      ctx.type = image.mediaType;
      ctx.body = Buffer.from(image.data.buffer, image.data.byteOffset, image.data.byteLength);
    },
  }),
];
