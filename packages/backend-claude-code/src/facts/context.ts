import { isObject, type JsonObject, own } from "@vibedeck/core";
import { countField, objectField } from "../entry/index.ts";
import { contextWindow, SMALL_WINDOW, withoutWideSuffix } from "../models/context-window.ts";
import { keep } from "./clip.ts";
import { type FactsState, MAX_ID } from "./state.ts";

/** No model takes more; a larger number is a mistake or a joke. */
const MAX_TOKENS = 100_000_000;

/** An answer's `usage`: what the request took of the model's context. */
export function readUsage(state: FactsState, message: JsonObject): void {
  const usage = objectField(message, "usage");
  if (usage === undefined) return;
  const tokens = requestTokens(lastIteration(usage) ?? usage);
  if (tokens > 0) setContext(state, tokens);
}

/** `compact_boundary`: the context was larger before, and is smaller now. */
export function readCompaction(state: FactsState, line: JsonObject): void {
  state.compactions++;
  const numbers = objectField(line, "compactMetadata");
  setContext(state, countField(numbers, "preTokens") ?? 0);
  state.contextTokens = countField(numbers, "postTokens") ?? null;
}

/** `cost-state` names models with the suffix that messages leave out. */
export function readCostState(state: FactsState, line: JsonObject): void {
  const usage = objectField(line, "modelUsage");
  if (usage === undefined || state.model === null) return;
  if (Object.keys(usage).some((model) => withoutWideSuffix(model) === state.model))
    state.wideModel = state.model;
}

/** Tokens in the context now and how many fit. */
export function contextOf(
  state: FactsState,
): { readonly tokens: number; readonly window?: number } | undefined {
  if (state.contextTokens === null) return undefined;
  const window =
    state.model === null ? undefined : contextWindow(state.model, state.wideModel === state.model);
  return { tokens: state.contextTokens, ...(window === undefined ? {} : { window }) };
}

/** The model that answered; names in angle brackets stand for none. */
export function readModel(state: FactsState, message: JsonObject): void {
  const model = own(message, "model");
  if (model === state.model) return;
  const name = keep(model, MAX_ID);
  if (name !== null && !name.startsWith("<")) state.model = name;
}

function setContext(state: FactsState, tokens: number): void {
  if (tokens > MAX_TOKENS) return;
  state.contextTokens = tokens;
  if (tokens > SMALL_WINDOW) state.wideModel = state.model;
}

function requestTokens(usage: JsonObject): number {
  return (
    (countField(usage, "input_tokens") ?? 0) +
    (countField(usage, "cache_read_input_tokens") ?? 0) +
    (countField(usage, "cache_creation_input_tokens") ?? 0)
  );
}

/** With several requests inside one answer the totals are sums; the last request of the main model counts. */
function lastIteration(usage: JsonObject): JsonObject | undefined {
  const iterations = own(usage, "iterations");
  if (!Array.isArray(iterations) || iterations.length < 2) return undefined;
  for (let index = iterations.length - 1; index >= 0; index--) {
    const iteration = iterations[index];
    if (isObject(iteration) && own(iteration, "type") === "message") return iteration;
  }
  return undefined;
}
