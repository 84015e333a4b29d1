import Router, { type RouterMiddleware } from "@koa/router";
import type { DefaultContext } from "koa";
import type { DeckMiddleware, DeckState } from "./context.ts";
import { readOnly } from "./errors.ts";
import type { Route } from "./routes/route.ts";

/**
 * Dispatches by exact path: case and a slash at the end count.
 * @param watchesOnly refuses what drives before anything of it is read.
 */
export function routerOf(routes: readonly Route[], watchesOnly: boolean): DeckMiddleware[] {
  const router = new Router<DeckState, DefaultContext>({ sensitive: true, strict: true });
  for (const route of routes) {
    const handle: RouterMiddleware<DeckState, DefaultContext> = async (ctx) => {
      ctx.state.params = ctx.params;
      ctx.state.route = route.path;
      if (watchesOnly && route.drives === true) throw readOnly();
      await route.handle(ctx);
    };
    router.register(route.path, [route.method], handle);
  }
  // The router puts into the context what its type asks of it.
  return [router.routes(), router.allowedMethods()] as unknown as DeckMiddleware[];
}
