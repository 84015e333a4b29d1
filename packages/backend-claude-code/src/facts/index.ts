export { factsOf } from "./facts.ts";
export { reduceFacts } from "./reduce.ts";
export { type FactsState, startState } from "./state.ts";
