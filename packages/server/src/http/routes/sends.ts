import { MAX_TEXT_BODY } from "../body.ts";
import { send, sendChange, wholeSend } from "../schemas/drive.ts";
import { found, idOf, keyOf } from "./parse-input.ts";
import { changeRoute, deleteRoute, type Route, readRoute } from "./route.ts";

const path = "/api/sessions/:key/sends/:id";

/** Messages that wait. */
export const sendRoutes: readonly Route[] = [
  readRoute({
    path,
    summary: "A message that waits or came to nothing, with all of its text.",
    answer: wholeSend,
    drives: true,
    run: ({ view, params }) => found(view.drive.sent(keyOf(params), idOf(params))),
  }),
  changeRoute({
    method: "PATCH",
    path,
    summary: "Changes the text of a message that waits, or moves it.",
    body: sendChange,
    maxBody: MAX_TEXT_BODY,
    answer: send,
    audit: "change",
    drives: true,
    run: async ({ view, params, body }) => found(await view.drive.change(keyOf(params), idOf(params), body)),
  }),
  deleteRoute({
    path,
    summary: "Takes a message that waits back.",
    answer: send,
    audit: "change",
    drives: true,
    run: async ({ view, params }) => found(await view.drive.remove(keyOf(params), idOf(params))),
  }),
];
