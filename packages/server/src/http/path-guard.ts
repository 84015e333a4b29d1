import type { DeckMiddleware } from "./context.ts";
import { notFound } from "./errors.ts";

/**
 * Lets only paths through that mean the same to every proxy: plain segments, nothing encoded, no empty or dot
 * segment. No route needs more. Takes the base path off; a proxy may have done so already.
 */
export function pathGuard(basePath: string): DeckMiddleware {
  return async (ctx, next) => {
    const url = ctx.req.url ?? "";
    const [path = ""] = url.split("?", 1);
    if (!isPlain(path)) throw notFound();
    if (basePath !== "" && path === basePath) {
      ctx.status = 308;
      ctx.set("Location", `${basePath}/`);
      ctx.body = "";
      return;
    }
    if (basePath !== "" && path.startsWith(`${basePath}/`)) ctx.path = path.slice(basePath.length);
    await next();
  };
}

/** Whether a path is `/` or plain segments, perhaps with a slash at the end. */
export function isPlain(path: string): boolean {
  if (!path.startsWith("/") || path.length > 2_000) return false;
  if (path === "/") return true;
  const segments = path.slice(1).split("/");
  if (segments.at(-1) === "") segments.pop();
  return segments.every(
    (segment) => /^[A-Za-z0-9_.~@-]+$/.test(segment) && segment !== "." && segment !== "..",
  );
}
