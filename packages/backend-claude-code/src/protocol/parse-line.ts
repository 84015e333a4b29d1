import { isObject, type Json, type JsonObject } from "@vibedeck/core";

/** What is nested deeper can neither be shown nor be sent back. */
const MAX_DEPTH = 200;

/**
 * Characters that a line may have outside of texts. A long text is cheap, but each bracket may be a value of its own:
 * 32 MB of them stop the whole server for ten seconds and cost a gigabyte.
 */
const MAX_OUTSIDE = 1_000_000;

const BACKSLASH = 0x5c;

/** The object that a line of output holds; `undefined` for junk, scalars, lists, endless nesting and endless lists. */
export function parseLine(line: string): JsonObject | undefined {
  if (!isCheap(line)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // What is wrong with it does not matter: the line is shown as it is.
    return undefined;
  }
  return isObject(value) && isShallow(value) ? value : undefined;
}

/** Whether it holds few values for its length. */
function isCheap(line: string): boolean {
  let outside = 0;
  for (let at = 0; at < line.length && line.length - at + outside > MAX_OUTSIDE; ) {
    const quote = line.indexOf('"', at);
    const end = quote < 0 ? line.length : quote;
    outside += end - at + 1;
    if (outside > MAX_OUTSIDE) return false;
    at = quote < 0 ? line.length : endOfText(line, quote) + 1;
  }
  return true;
}

/** Where the text that begins with a quote ends. */
function endOfText(line: string, from: number): number {
  for (let at = from + 1; ; ) {
    const quote = line.indexOf('"', at);
    if (quote < 0) return line.length;
    let first = quote;
    while (line.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((quote - first) % 2 === 0) return quote;
    at = quote + 1;
  }
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
