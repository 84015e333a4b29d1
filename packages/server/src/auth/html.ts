/** Text that may stand in a page as it is. Made only by {@link html}. */
export interface Html {
  readonly markup: string;
}

/** What {@link html} takes between its pieces: text is escaped, nothing leaves nothing. */
export type Part = Html | string | undefined | readonly Html[];

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** Builds a page or a piece of one. Values may stand in text and in quoted attributes, nowhere else. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: pieces.map((piece, at) => piece + markupOf(parts[at])).join("") };
}

function markupOf(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string")
    return part.replaceAll(/[&<>"']/g, (character) => ESCAPES.get(character) ?? "");
  return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
}
