import { streamQuery } from "../schemas/events.ts";
import type { Streams } from "../sse/streams.ts";
import { bareRoute, type Route } from "./route.ts";

/** The stream of events. */
export function eventRoutes(streams: Streams): readonly Route[] {
  return [
    bareRoute({
      path: "/api/events",
      summary: "What changes, as server-sent events; with `session`, that session's new messages too.",
      query: streamQuery,
      respond: (ctx, { view, query }) => {
        if (ctx.method !== "GET") {
          ctx.set("Allow", "GET");
          ctx.status = 405;
          return;
        }
        // A browser that reconnects by itself keeps the address, and its header knows better.
        const header = ctx.get("Last-Event-ID");
        const lastEventId = known(header) ?? (header === "" ? known(query.lastEventId) : undefined);
        const { lastEventId: _asked, ...options } = query;
        const source = view.stream(lastEventId === undefined ? options : { ...options, lastEventId });
        ctx.respond = false;
        streams.open(ctx.res, source, ctx.state.visitor?.stillIn);
      },
    }),
  ];
}

/** An id too long to be ours counts as none, so that the stream begins anew. */
function known(id: string | undefined): string | undefined {
  return id === undefined || id === "" || id.length > 500 ? undefined : id;
}
