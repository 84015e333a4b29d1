import { isObject, type Json } from "@vibedeck/core";
import { safeText } from "../entry/index.ts";

const DEPTH = 64;
const NODES = 50_000;

/** A copy of a value that is safe to show, to encode and to walk: bounded in depth, in size and in every text. */
export function boundedJson(value: Json | undefined): Json {
  return copy(value ?? null, DEPTH, { left: NODES });
}

/** The same as indented text. */
export function jsonText(value: Json | undefined): string {
  return safeText(JSON.stringify(boundedJson(value), null, 2));
}

function copy(value: Json, depth: number, budget: { left: number }): Json {
  budget.left -= 1;
  if (typeof value === "string") return safeText(value);
  if (Array.isArray(value)) {
    if (depth === 0 || budget.left <= 0) return `… ${value.length} items left out`;
    return bounded(value, budget).map((item) => copy(item, depth - 1, budget));
  }
  if (isObject(value)) {
    if (depth === 0 || budget.left <= 0) return "… left out";
    // fromEntries defines own properties, so that a "__proto__" key stays a key.
    return Object.fromEntries(
      bounded(Object.entries(value), budget).map(([key, item]) => [
        safeText(key, 1_000),
        copy(item, depth - 1, budget),
      ]),
    );
  }
  // What JSON cannot hold (a function of a hostile caller, say) must not travel.
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}

function bounded<Item>(items: readonly Item[], budget: { readonly left: number }): readonly Item[] {
  return items.length > budget.left ? items.slice(0, budget.left) : items;
}
