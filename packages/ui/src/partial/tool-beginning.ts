import { beginning, unmasked } from "../message/short-text.ts";

/** Fields that say best what a call is about, whichever tool it is. */
const TELLING =
  /"(?:command|file_path|path|pattern|query|url|description|prompt|question)"\s*:\s*"((?:[^"\\]|\\.)*)/;
/** Only so much of an input that is being written is looked at, in UTF-16 units. */
const LOOKED_AT = 4000;

/** What an input that is still being written (JSON without its end) is about, on one line. */
export function toolBeginning(json: string): string {
  const start = json.slice(0, LOOKED_AT);
  const found = TELLING.exec(start)?.[1];
  return unmasked(beginning(found === undefined ? start : unescaped(found)));
}

function unescaped(text: string): string {
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    return typeof value === "string" ? value : text;
  } catch {
    return text; // Half an escape at its end, or a bad one: as it is written.
  }
}
