import type { AgentRequest } from "../../conversation.ts";
import type { Approval } from "../../drive.ts";
import { isObject } from "../../json.ts";

/** Characters of JSON that are kept of a request that waits; the agent itself holds the whole of it. */
const KEPT = 256_000;

/** The same of one that is settled: enough to say what it was about. */
const KEPT_SETTLED = 2_000;

const DEPTH = 20;

type Request = Omit<AgentRequest, "id">;

/** A request as it is kept and shown: long texts end in "…" when the whole is over the bound. */
export function clipRequest({ id: _, ...request }: AgentRequest): Request {
  return clipTo(request, KEPT);
}

/** A request that waits no longer, without most of what it was about. */
export function clipSettled({ id, session, state, at, endedAt, answer, ...request }: Approval): Approval {
  return {
    ...clipTo(request, KEPT_SETTLED),
    id,
    session,
    state,
    at,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(answer === undefined ? {} : { answer }),
  };
}

function clipTo(request: Request, kept: number): Request {
  if (JSON.stringify(request).length <= kept) return request;
  for (const longest of [20_000, 2_000, 200]) {
    const clipped = { ...(clip(request, longest, DEPTH) as Request), clipped: true };
    if (JSON.stringify(clipped).length <= kept) return clipped;
  }
  const { kind, tool, toolId } = request;
  return {
    kind,
    tool: tool.slice(0, 200).toWellFormed(),
    ...(toolId === undefined ? {} : { toolId: toolId.slice(0, 200).toWellFormed() }),
    input: {},
    view: { kind: "generic", summary: "too large to be shown", fields: [] },
    suggestions: [],
    clipped: true,
  };
}

function clip(value: unknown, longest: number, depth: number): unknown {
  if (typeof value === "string") {
    return value.length <= longest ? value : `${value.slice(0, longest).toWellFormed()}…`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "…";
  if (Array.isArray(value)) return value.slice(0, 1_000).map((item) => clip(item, longest, depth - 1));
  if (!isObject(value)) return null;
  const entries = Object.entries(value).slice(0, 1_000);
  // Made of entries, so that a key like __proto__ stays data.
  return Object.fromEntries(entries.map(([key, item]) => [key, clip(item, longest, depth - 1)]));
}
