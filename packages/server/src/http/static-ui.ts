import { readFile } from "node:fs/promises";
import type { DeckContext, DeckMiddleware } from "./context.ts";
import type { UiFile, UiFiles } from "./ui-files.ts";

/** Serves the page for the addresses that the page itself knows, and its files from the list made at start. */
export function staticUi(files: () => UiFiles | undefined): DeckMiddleware {
  return async (ctx, next) => {
    if (ctx.method !== "GET" && ctx.method !== "HEAD") return next();
    const ui = files();
    const file = ui?.files.get(ctx.path);
    if (file !== undefined) return sendFile(ctx, file);
    if (!isAppPath(ctx.path)) return next();
    if (ui === undefined) return sayNotBuilt(ctx);
    // Where people sign in, what a browser keeps to go back to would show sessions after they signed out.
    const kept = ctx.state.visitor === undefined;
    if (kept && answeredFromCache(ctx, ui.page.etag, "no-cache")) return;
    ctx.type = "text/html; charset=utf-8";
    ctx.body = ui.page.html;
  };
}

/** Addresses of views inside the page: the list, a new session, the users, a session, a message in it. */
function isAppPath(path: string): boolean {
  return /^\/(?:new|admin|s\/[A-Za-z0-9_-]{1,64}(?:\/m\/[A-Za-z0-9_.-]{1,64})?)?$/.test(path);
}

async function sendFile(ctx: DeckContext, file: UiFile): Promise<void> {
  const cache = file.immutable ? "public, max-age=31536000, immutable" : "no-cache";
  if (answeredFromCache(ctx, file.etag, cache)) return;
  const bytes = await readFile(file.file);
  ctx.type = file.type;
  ctx.body = bytes;
}

function answeredFromCache(ctx: DeckContext, etag: string, cache: string): boolean {
  ctx.status = 200;
  ctx.set("Cache-Control", cache);
  ctx.set("ETag", etag);
  if (!ctx.fresh) return false;
  ctx.status = 304;
  return true;
}

function sayNotBuilt(ctx: DeckContext): void {
  ctx.status = 503;
  ctx.type = "text/plain; charset=utf-8";
  ctx.body = "The page of this server is not built. Run: npm run build\n";
}
