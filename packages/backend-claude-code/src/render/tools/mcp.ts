import type { JsonObject, ToolView } from "@vibedeck/core";
import { fields } from "./generic.ts";

const PREFIX = "mcp__";

/** A tool of an MCP server: `mcp__server__tool`. */
export function mcpView(name: string, input: JsonObject): ToolView | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const end = name.indexOf("__", PREFIX.length);
  if (end < 0) return undefined;
  return {
    kind: "mcp",
    server: name.slice(PREFIX.length, end),
    tool: name.slice(end + 2),
    fields: fields(input),
  };
}
