import type { Json, JsonObject } from "../json.ts";

/**
 * Tells whether a parsed object is no deeper than `depth` and holds no more than `nodes` values. `JSON.parse` takes
 * nesting a million deep, but `JSON.stringify` and `structuredClone` overflow the stack from about ten thousand:
 * nothing deeper may leave the tailer. The walk itself recurses `depth` frames at most.
 */
export function withinLimits(value: JsonObject, depth: number, nodes: number): boolean {
  return spendObject(value, depth, nodes) >= 0;
}

/** Returns how many of `nodes` are left; negative when there are too many, or when they nest too deep. */
function spendObject(object: JsonObject, depth: number, nodes: number): number {
  if (depth === 0) return -1;
  let left = nodes;
  for (const key in object) {
    left = spend(object[key], depth, left - 1);
    if (left < 0) return left;
  }
  return left;
}

function spendArray(array: readonly Json[], depth: number, nodes: number): number {
  if (depth === 0) return -1;
  let left = nodes - array.length;
  for (let index = 0; index < array.length && left >= 0; index++) left = spend(array[index], depth, left);
  return left;
}

function spend(value: Json | undefined, depth: number, nodes: number): number {
  if (typeof value !== "object" || value === null) return nodes;
  return isArray(value) ? spendArray(value, depth - 1, nodes) : spendObject(value, depth - 1, nodes);
}

/** `Array.isArray` does not narrow away readonly arrays. */
function isArray(value: JsonObject | readonly Json[]): value is readonly Json[] {
  return Array.isArray(value);
}
