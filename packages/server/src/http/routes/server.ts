import type { BackendStatus } from "@vibedeck/core/host";
import { backends, me } from "../schemas/server.ts";
import { type Route, readRoute } from "./route.ts";

/** What {@link serverRoutes} takes. */
export interface ServerFacts {
  /** Whether people sign in. */
  readonly authenticated: boolean;
  readonly version: string;
  readonly statuses: () => readonly BackendStatus[];
}

/** What this server is and can do. */
export function serverRoutes(facts: ServerFacts): readonly Route[] {
  return [
    readRoute({
      path: "/api/me",
      summary: "Who asks, and what this server is.",
      answer: me,
      run: ({ principal }) => ({ principal, auth: facts.authenticated, version: facts.version }),
    }),
    readRoute({
      path: "/api/backends",
      summary: "The configured backends and how they are; notices; how far reading has come.",
      answer: backends,
      run: ({ view }) => ({ backends: facts.statuses(), notices: view.notices(), progress: view.progress() }),
    }),
  ];
}
