import Router, { type RouterMiddleware } from "@koa/router";
import type { DefaultContext } from "koa";
import type { DeckMiddleware, DeckState } from "./context.ts";
import type { Route } from "./routes/route.ts";

/** Dispatches by exact path: case and a slash at the end count. */
export function routerOf(routes: readonly Route[]): DeckMiddleware[] {
  const router = new Router<DeckState, DefaultContext>({ sensitive: true, strict: true });
  for (const route of routes) {
    const handle: RouterMiddleware<DeckState, DefaultContext> = async (ctx) => {
      ctx.state.params = ctx.params;
      await route.handle(ctx);
    };
    if (route.method === "GET") router.get(route.path, handle);
    else router.patch(route.path, handle);
  }
  // The router puts into the context what its type asks of it.
  return [router.routes(), router.allowedMethods()] as unknown as DeckMiddleware[];
}
