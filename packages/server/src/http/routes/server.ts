import type { Principal } from "@vibedeck/core";
import type { BackendStatus } from "@vibedeck/core/host";
import type { ReadOnlyReason } from "../../deck.ts";
import type { AgentChecks } from "../agent-checks.ts";
import { type BackendState, backends, me } from "../schemas/server.ts";
import { type Route, readRoute } from "./route.ts";

/** What {@link serverRoutes} takes. */
export interface ServerFacts {
  /** Whether people sign in. */
  readonly authenticated: boolean;
  readonly version: string;
  readonly statuses: () => readonly BackendStatus[];
  readonly checks: AgentChecks;
  /** Absent: sessions can be driven. */
  readonly readOnly?: ReadOnlyReason;
}

/** What this server is and can do. */
export function serverRoutes(facts: ServerFacts): readonly Route[] {
  return [
    readRoute({
      path: "/api/me",
      summary: "Who asks, and what this server is.",
      answer: me,
      run: ({ principal }) => ({
        principal,
        auth: facts.authenticated,
        version: facts.version,
        readOnly: facts.readOnly !== undefined,
        ...(facts.readOnly === undefined ? {} : { readOnlyReason: facts.readOnly }),
      }),
    }),
    readRoute({
      path: "/api/backends",
      summary: "The configured backends and how they are; notices; how far reading has come.",
      answer: backends,
      run: ({ view, principal }) => ({
        backends: facts.statuses().map((status) => withAgent(status, facts, principal)),
        notices: view.notices(),
        progress: view.progress(),
      }),
    }),
  ];
}

function withAgent(status: BackendStatus, facts: ServerFacts, principal: Principal): BackendState {
  const agent = facts.readOnly === undefined ? facts.checks.latest(status.id, principal.id) : undefined;
  return agent === undefined ? status : { ...status, agent };
}
