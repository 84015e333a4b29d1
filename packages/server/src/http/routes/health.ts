import { health } from "../schemas/server.ts";
import { type Route, sendJson } from "./route.ts";

/** What {@link healthRoutes} takes. */
export interface HealthFacts {
  /** Whether the list can be asked for and no shutdown is under way. */
  readonly ready: () => boolean;
}

/** For supervisors: no sign-in, no names, no versions. */
export function healthRoutes(facts: HealthFacts): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/healthz",
      open: true,
      summary: "The process is alive.",
      answer: health,
      handle: (ctx) => sendJson(ctx, { ok: true }),
    },
    {
      method: "GET",
      path: "/readyz",
      open: true,
      summary: "The server can answer questions.",
      answer: health,
      handle: (ctx) => {
        const ok = facts.ready();
        sendJson(ctx, { ok });
        if (!ok) ctx.status = 503;
      },
    },
  ];
}
