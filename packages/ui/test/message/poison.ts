import type { Message } from "@vibedeck/core";

/** Fields whose value decides which form a thing has, or that the server itself writes. */
const FIXED = new Set([
  "type",
  "kind",
  "role",
  "format",
  "level",
  "status",
  "cursor",
  "last",
  "id",
  "toolId",
]);

/** The same messages with every string that a stranger can write replaced. */
export function poison(messages: readonly Message[], payload: string): readonly Message[] {
  return messages.map((message, index) => ({ ...replaced(message, payload), id: `${index}` }));
}

function replaced<Value>(value: Value, payload: string): Value {
  return replaceIn(value, payload) as Value;
}

function replaceIn(value: unknown, payload: string): unknown {
  if (typeof value === "string") return payload;
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, payload));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      FIXED.has(name) && typeof inner === "string" ? inner : replaceIn(inner, payload),
    ]),
  );
}
