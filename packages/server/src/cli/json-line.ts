import type { Json } from "@vibedeck/core";

/** A value as a line of JSON. What would move a cursor is written as an escape, which JSON itself asks of some only. */
export function jsonLine(value: Json): string {
  const text = JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);
  return `${text}\n`;
}

function escaped(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
