import { MAX_MESSAGE_BODY } from "../body.ts";
import {
  driveState,
  nothing,
  sendReceipt,
  sendRequest,
  settingsChange,
  startRequest,
} from "../schemas/drive.ts";
import { found, keyOf } from "./parse-input.ts";
import { changeRoute, type Route, readRoute } from "./route.ts";

/** Starting sessions and telling them what to do. */
export const driveRoutes: readonly Route[] = [
  changeRoute({
    method: "POST",
    path: "/api/sessions",
    summary: "Starts a session in a folder with a first message.",
    body: startRequest,
    maxBody: MAX_MESSAGE_BODY,
    answer: sendReceipt,
    audit: "start",
    target: ({ key }) => key,
    status: 202,
    drives: true,
    run: ({ view, body }) => view.drive.start(body),
  }),
  changeRoute({
    method: "POST",
    path: "/api/sessions/:key/messages",
    summary:
      "Sends a message into a session: begins a turn, waits for its own, or goes into the running one.",
    body: sendRequest,
    maxBody: MAX_MESSAGE_BODY,
    answer: sendReceipt,
    audit: "send",
    status: 202,
    drives: true,
    run: async ({ view, params, body }) => found(await view.drive.send(keyOf(params), body)),
  }),
  changeRoute({
    method: "POST",
    path: "/api/sessions/:key/fork",
    summary: "Starts a session that begins as a copy of this one, with a first message.",
    body: sendRequest,
    maxBody: MAX_MESSAGE_BODY,
    answer: sendReceipt,
    audit: "fork",
    status: 202,
    drives: true,
    run: async ({ view, params, body }) => found(await view.drive.fork(keyOf(params), body)),
  }),
  changeRoute({
    method: "POST",
    path: "/api/sessions/:key/interrupt",
    summary: "Stops the running turn; what waits is held.",
    body: nothing,
    answer: driveState,
    audit: "interrupt",
    status: 202,
    drives: true,
    run: async ({ view, params }) => found(await view.drive.interrupt(keyOf(params))),
  }),
  changeRoute({
    method: "PATCH",
    path: "/api/sessions/:key/settings",
    summary: "Changes the model or the permission mode of the running agent, or of the next one.",
    body: settingsChange,
    answer: driveState,
    audit: "change",
    drives: true,
    run: async ({ view, params, body }) => found(await view.drive.settings(keyOf(params), body)),
  }),
  readRoute({
    path: "/api/sessions/:key/drive",
    summary: "How a session is driven now: its agent, what waits, what it asks.",
    answer: driveState,
    drives: true,
    run: async ({ view, params }) => found(await view.drive.state(keyOf(params))),
  }),
];
