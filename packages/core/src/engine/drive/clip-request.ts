import type { AgentRequest } from "../../conversation.ts";
import { isObject } from "../../json.ts";

/** Characters of JSON that are kept of a request; the agent itself holds the whole of it. */
const KEPT = 256_000;
const DEPTH = 20;

type Request = Omit<AgentRequest, "id">;

/** A request as it is kept and shown: long texts end in "…" when the whole is over the bound. */
export function clipRequest({ id: _, ...request }: AgentRequest): Request {
  if (JSON.stringify(request).length <= KEPT) return request;
  for (const longest of [20_000, 2_000, 200]) {
    const clipped = clip(request, longest, DEPTH) as Request;
    if (JSON.stringify(clipped).length <= KEPT) return clipped;
  }
  const { kind, tool, toolId } = request;
  return {
    kind,
    tool: tool.slice(0, 200),
    ...(toolId === undefined ? {} : { toolId: toolId.slice(0, 200) }),
    input: {},
    view: { kind: "generic", summary: "too large to be shown", fields: [] },
    suggestions: [],
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
