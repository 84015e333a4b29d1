import Router, { type RouterMiddleware } from "@koa/router";
import type { DefaultContext } from "koa";
import type { DeckContext, DeckMiddleware, DeckState } from "./context.ts";
import { readOnly } from "./errors.ts";
import type { Route } from "./routes/route.ts";

/** What {@link routerOf} takes. */
export interface RouterOptions {
  /** Refuses what drives before anything of it is read. */
  readonly watchesOnly: boolean;
  /** Called before something is changed; throws when that is too much. */
  readonly admit?: (ctx: DeckContext) => void;
  /** Called when something was changed. */
  readonly changed?: (ctx: DeckContext, route: Route) => void;
}

/**
 * Dispatches by exact path: case and a slash at the end count. What is for admins is dispatched for them alone, so that
 * nobody else can tell its paths, by whatever method, from those that are not there.
 */
export function routerOf(routes: readonly Route[], options: RouterOptions): DeckMiddleware[] {
  const forAdmins = dispatcher(routes, options);
  const forOthers = dispatcher(
    routes.filter((route) => route.admin !== true),
    options,
  );
  return [(ctx, next) => (ctx.state.principal?.admin === true ? forAdmins : forOthers)(ctx, next)];
}

function dispatcher(routes: readonly Route[], options: RouterOptions): DeckMiddleware {
  const router = new Router<DeckState, DefaultContext>({ sensitive: true, strict: true });
  for (const route of routes) {
    const handle: RouterMiddleware<DeckState, DefaultContext> = async (ctx) => {
      ctx.state.params = ctx.params;
      ctx.state.route = route.path;
      if (options.watchesOnly && route.drives === true) throw readOnly();
      if (route.audit !== undefined) options.admit?.(ctx);
      await route.handle(ctx);
      if (route.audit !== undefined) options.changed?.(ctx, route);
    };
    router.register(route.path, [route.method], handle);
  }
  // The router puts into the context what its type asks of it.
  const [dispatch, otherMethods] = [router.routes(), router.allowedMethods()] as unknown as [
    DeckMiddleware,
    DeckMiddleware,
  ];
  return (ctx, next) => dispatch(ctx, () => otherMethods(ctx, next));
}
