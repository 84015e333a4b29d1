import type { Renderer } from "@vibedeck/core";
import { type FactsState, factsOf, reduceFacts, startState } from "./facts/index.ts";
import { messages } from "./render/index.ts";

/** Raised with every change of `src/facts` that gives other facts for the same file. */
const FACTS_VERSION = 2;

/** Claude Code's entries to messages and session facts. */
export function createRenderer(): Renderer<FactsState> {
  return { version: FACTS_VERSION, messages, start: startState, reduce: reduceFacts, facts: factsOf };
}
