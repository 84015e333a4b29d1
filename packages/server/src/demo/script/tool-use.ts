import type { Json, JsonObject } from "@vibedeck/core";

/** A tool call together with what the tool answers. */
export interface ToolUse {
  readonly name: string;
  readonly input: JsonObject;
  /** What the model is given: text, or content blocks. */
  readonly content: Json;
  /** The structure that Claude Code keeps beside it. */
  readonly detail: Json;
  readonly failed?: boolean;
  /** Seconds that the tool takes. */
  readonly seconds: number;
}
