import { isObject, type Json, type JsonObject } from "@vibedeck/core";

/** What is nested deeper can neither be shown nor be sent back. */
const MAX_DEPTH = 200;

/** The object that a line of output holds; `undefined` for junk, scalars, lists and endless nesting. */
export function parseLine(line: string): JsonObject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // What is wrong with it does not matter: the line is shown as it is.
    return undefined;
  }
  return isObject(value) && isShallow(value) ? value : undefined;
}

/** Level by level, because a recursion could be led into the depth. */
function isShallow(value: JsonObject): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return false;
    const next: Json[] = [];
    for (const item of level) {
      if (typeof item !== "object" || item === null) continue;
      for (const inner of Object.values(item))
        if (typeof inner === "object" && inner !== null) next.push(inner);
    }
    level = next;
  }
  return true;
}
