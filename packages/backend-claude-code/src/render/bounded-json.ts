import { isObject, type Json, type JsonObject } from "@vibedeck/core";
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
  if (Array.isArray(value)) return copyList(value, depth, budget);
  if (isObject(value)) return copyObject(value, depth, budget);
  // What JSON cannot hold (a function of a hostile caller, say) must not travel.
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}

function copyList(list: readonly Json[], depth: number, budget: { left: number }): Json {
  const fit = depth === 0 ? 0 : Math.max(0, Math.min(list.length, budget.left));
  const kept = list.slice(0, fit).map((item) => copy(item, depth - 1, budget));
  return fit === list.length ? kept : [...kept, `… ${list.length - fit} more left out`];
}

function copyObject(object: JsonObject, depth: number, budget: { left: number }): Json {
  const entries = Object.entries(object);
  const fit = depth === 0 ? 0 : Math.max(0, Math.min(entries.length, budget.left));
  const kept = entries
    .slice(0, fit)
    .map(([key, item]) => [safeText(key, 1_000), copy(item, depth - 1, budget)] as const);
  // fromEntries defines own properties, so that a "__proto__" key stays a key.
  return Object.fromEntries(
    fit === entries.length ? kept : [...kept, ["…", `${entries.length - fit} more left out`]],
  );
}
