import Router, { type RouterMiddleware } from "@koa/router";
import type { DefaultContext } from "koa";
import type { DeckContext, DeckMiddleware, DeckState } from "./context.ts";
import { notFound, readOnly } from "./errors.ts";
import type { Route } from "./routes/route.ts";

/** What {@link routerOf} takes. */
export interface RouterOptions {
  /** Refuses what drives before anything of it is read. */
  readonly watchesOnly: boolean;
  /** Called when something was changed. */
  readonly changed?: (ctx: DeckContext, route: Route) => void;
}

/** Dispatches by exact path: case and a slash at the end count. */
export function routerOf(routes: readonly Route[], options: RouterOptions): DeckMiddleware[] {
  const router = new Router<DeckState, DefaultContext>({ sensitive: true, strict: true });
  for (const route of routes) {
    const handle: RouterMiddleware<DeckState, DefaultContext> = async (ctx) => {
      ctx.state.params = ctx.params;
      ctx.state.route = route.path;
      if (route.admin === true && ctx.state.principal?.admin !== true) throw notFound();
      if (options.watchesOnly && route.drives === true) throw readOnly();
      await route.handle(ctx);
      if (route.audit !== undefined) options.changed?.(ctx, route);
    };
    router.register(route.path, [route.method], handle);
  }
  // The router puts into the context what its type asks of it.
  return [router.routes(), router.allowedMethods()] as unknown as DeckMiddleware[];
}
