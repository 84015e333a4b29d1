import type { Json } from "./json.ts";

/** Characters that a quoted claim has at most. */
const MAX_QUOTED = 200;

/**
 * A claim as a log line may show it: quoted, bounded to 200 characters, with nothing in it that moves a cursor, breaks
 * a line or changes the direction of writing. Lists and objects are only named: what stands in them is not asked for.
 */
export function quoteClaim(claim: Json | undefined): string {
  if (typeof claim === "string") return quoted(claim);
  if (Array.isArray(claim)) return "(a list)";
  if (typeof claim === "object" && claim !== null) return "(an object)";
  return claim === undefined ? "(no claim)" : String(claim);
}

function quoted(text: string): string {
  const pieces: string[] = [];
  let room = MAX_QUOTED - '"…"'.length;
  for (const character of text.slice(0, MAX_QUOTED)) {
    const shown = escaped(character);
    if (shown.length > room) return `"${pieces.join("")}…"`;
    pieces.push(shown);
    room -= shown.length;
  }
  return text.length > MAX_QUOTED ? `"${pieces.join("")}…"` : `"${pieces.join("")}"`;
}

/** One character inside of a JSON string; control, format and separating characters by their code units. */
function escaped(character: string): string {
  const inJson = JSON.stringify(character).slice(1, -1);
  if (inJson !== character || !/[\p{C}\p{Zl}\p{Zp}]/u.test(character)) return inJson;
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }).join("");
}
