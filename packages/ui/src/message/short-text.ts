/** The beginning of a text on one line, at most `limit` characters of it. */
export function beginning(text: string, limit = 200): string {
  const line = text
    .slice(0, limit * 2)
    .replaceAll(/\s+/g, " ")
    .trim();
  return line.length > limit || text.length > limit * 2 ? `${line.slice(0, limit)}…` : line;
}

/** The first line that says something, at most `limit` characters of it. */
export function firstLine(text: string, limit = 200): string {
  const line = /\S[^\n]*/.exec(text.slice(0, 10_000))?.[0].trimEnd() ?? "";
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}

/**
 * A path for one line: its beginning and, in full, its last part, which may not be cut away.
 * @returns the two; the first ends in a separator or is empty.
 */
export function splitPath(path: string): readonly [string, string] {
  const separator = Math.max(path.lastIndexOf("/", path.length - 2), path.lastIndexOf("\\", path.length - 2));
  return [path.slice(0, separator + 1), path.slice(separator + 1)];
}

/** Shows characters that would reorder or hide text, such as direction overrides, as their code points. */
export function unmasked(text: string): string {
  return text.replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, (character) => {
    return `⟨U+${character.charCodeAt(0).toString(16).toUpperCase()}⟩`;
  });
}
