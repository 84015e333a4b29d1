import { messagePage, messageQuery, rawAnswer, rawQuery } from "../schemas/message.ts";
import { found, keyOf } from "./parse-input.ts";
import { type Route, readRoute } from "./route.ts";

export const messageRoutes: readonly Route[] = [
  readRoute({
    path: "/api/sessions/:key/messages",
    summary: "A page of a session's messages; the last ones when no place is named.",
    query: messageQuery,
    answer: messagePage,
    run: ({ view, params, query }) => found(view.messages(keyOf(params), query)),
  }),
  readRoute({
    path: "/api/sessions/:key/raw",
    summary: "The transcript's own entry at a cursor.",
    query: rawQuery,
    answer: rawAnswer,
    run: ({ view, params, query }) => ({ entry: found(view.raw(keyOf(params), query.at)) }),
  }),
];
