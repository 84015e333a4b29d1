/**
 * How much of each kind of character a text may have before parsing it would hold up the page: lines become elements,
 * brackets and emphasis make the parser look back. Measured so that a text at any of these bounds is shown within a
 * quarter of a second.
 */
const MOST: ReadonlyMap<string, number> = new Map([
  ["\n", 4000],
  ["[", 4000],
  ["]", 4000],
  ["*", 12_000],
  ["_", 12_000],
  ["~", 12_000],
  ["`", 12_000],
  ["|", 12_000],
  [">", 12_000],
  [":", 8000],
  ["<", 30_000],
  ["&", 30_000],
]);

/** Tells whether a text is made of markup rather than words, or of so many lines that rendering it takes too long. */
export function isTooDense(text: string): boolean {
  const counts = new Uint32Array(128);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 128) counts[code] = (counts[code] ?? 0) + 1;
  }
  for (const [character, most] of MOST) {
    if ((counts[character.charCodeAt(0)] ?? 0) > most) return true;
  }
  return false;
}
