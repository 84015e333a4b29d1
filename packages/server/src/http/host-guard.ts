import { VibeDeckError } from "@vibedeck/core";
import type { DeckMiddleware } from "./context.ts";
import type { HostRules } from "./hosts.ts";

/** Refuses every request, for whatever path, that names another server than this one. */
export function hostGuard(rules: HostRules): DeckMiddleware {
  return async (ctx, next) => {
    if (!rules.servesHost(ctx.req)) {
      throw new VibeDeckError("FORBIDDEN_HOST", "This server does not answer to that host name.", {
        hint: "If the name is right, put it, with its port, on the server's list of allowed hosts.",
      });
    }
    await next();
  };
}
