import { agentInfo, agentQuery, entries, filesQuery, foldersQuery } from "../schemas/agent.ts";
import { found, keyOf } from "./parse-input.ts";
import { type Route, readRoute } from "./route.ts";

/** What a tool offers, and the folders that it sees. */
export const agentRoutes: readonly Route[] = [
  readRoute({
    path: "/api/sessions/:key/agent",
    summary: "What the tool offers in a session's folder: models, modes, commands, agents.",
    answer: agentInfo,
    drives: true,
    run: async ({ view, params }) => found(await view.drive.info(keyOf(params))),
  }),
  readRoute({
    path: "/api/agent",
    summary: "What the tool offers in a folder, for a new session.",
    query: agentQuery,
    answer: agentInfo,
    drives: true,
    run: ({ view, query }) => view.drive.infoIn(query.cwd, query.backend),
  }),
  readRoute({
    path: "/api/sessions/:key/files",
    summary: "Names in a folder below a session's own.",
    query: filesQuery,
    answer: entries,
    drives: true,
    run: async ({ view, params, query }) => ({
      entries: found(await view.drive.list(keyOf(params), query.path ?? "")),
    }),
  }),
  readRoute({
    path: "/api/folders",
    summary: "Names in a folder, for choosing where to start.",
    query: foldersQuery,
    answer: entries,
    drives: true,
    run: async ({ view, query }) => ({ entries: await view.drive.listIn(query.path, query.backend) }),
  }),
];
