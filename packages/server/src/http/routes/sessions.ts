import {
  sessionDetail,
  sessionPage,
  sessionPatch,
  sessionQuery,
  sessionSummary,
} from "../schemas/session.ts";
import { found, keyOf } from "./parse-input.ts";
import { changeRoute, type Route, readRoute } from "./route.ts";

export const sessionRoutes: readonly Route[] = [
  readRoute({
    path: "/api/sessions",
    summary: "Sessions, newest activity first.",
    query: sessionQuery,
    answer: sessionPage,
    run: ({ view, query }) => view.sessions(query),
  }),
  readRoute({
    path: "/api/sessions/:key",
    summary: "A session and its sub-agents.",
    answer: sessionDetail,
    run: ({ view, params }) => found(view.session(keyOf(params))),
  }),
  changeRoute({
    method: "PATCH",
    path: "/api/sessions/:key",
    summary: "Gives a session a title, pins it or puts it into the archive.",
    body: sessionPatch,
    answer: sessionSummary,
    audit: "change",
    run: ({ view, params, body }) => found(view.patch(keyOf(params), body)),
  }),
];
