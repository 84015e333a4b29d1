import type { Principal } from "@vibedeck/core";
import type { BackendStatus } from "@vibedeck/core/host";
import type { AgentChecks } from "../agent-checks.ts";
import { type BackendState, backends, me } from "../schemas/server.ts";
import { type Route, readRoute } from "./route.ts";

/** What {@link serverRoutes} takes. */
export interface ServerFacts {
  /** Whether people sign in. */
  readonly authenticated: boolean;
  /** Whether they can sign out here. */
  readonly canSignOut: boolean;
  readonly version: string;
  readonly statuses: () => readonly BackendStatus[];
  readonly checks: AgentChecks;
  /** Whether sessions can only be looked at, or a sentence why. */
  readonly readOnly: boolean | string;
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
        canSignOut: facts.canSignOut,
        version: facts.version,
        readOnly: facts.readOnly !== false,
        ...(typeof facts.readOnly === "string" ? { readOnlyReason: facts.readOnly } : {}),
      }),
    }),
    readRoute({
      path: "/api/backends",
      summary: "The configured backends and how they are; notices; how far reading has come.",
      answer: backends,
      run: ({ view, principal }) => ({
        backends: facts.statuses().map((status) => withAgent(forReader(status, principal), facts, principal)),
        notices: view.notices(),
        progress: view.progress(),
      }),
    }),
  ];
}

/** Why a backend fails may name paths and settings of the server: that is for those who run it. */
function forReader(status: BackendStatus, { kind, admin }: Principal): BackendStatus {
  if (status.error === undefined || kind === "local" || admin === true) return status;
  const { code } = status.error;
  return { ...status, error: { code, message: "This backend does not work here: the operator knows why." } };
}

function withAgent(status: BackendStatus, facts: ServerFacts, principal: Principal): BackendState {
  const agent = facts.readOnly === false ? facts.checks.latest(status.id, principal.id) : undefined;
  return agent === undefined ? status : { ...status, agent };
}
