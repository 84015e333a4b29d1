import type { AgentRequest, JsonObject } from "@vibedeck/core";

/** A request that waits, with what the protocol needs for its answer. */
export interface PendingRequest {
  readonly request: AgentRequest;
  /** The call's input exactly as it came. */
  readonly input: JsonObject;
  /** Permission updates exactly as they came, by the id of their suggestion. */
  readonly updates: ReadonlyMap<string, JsonObject>;
  /** How long the line was that it came in, in characters: what it costs to keep it. */
  readonly size: number;
}
