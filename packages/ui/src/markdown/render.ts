import { isTooDense } from "./density.ts";
import { createParser } from "./parser.ts";
import { createSanitizer } from "./sanitize.ts";

/** Longer texts (in UTF-16 units) are shown as they are written. */
export const MAX_MARKDOWN_LENGTH: number = 256 * 1024;
/** Texts that make more elements than this are shown as they are written: the page would crawl. */
const MAX_TOKENS = 20_000;

let parser: ReturnType<typeof createParser> | undefined;
let sanitize: ReturnType<typeof createSanitizer> | undefined;

/**
 * Renders Markdown of a stranger.
 * @returns `undefined` when it is too long, or makes too much, to be rendered; the text itself is shown then.
 */
export function renderMarkdown(text: string): DocumentFragment | undefined {
  if (text.length > MAX_MARKDOWN_LENGTH || isTooDense(text)) return undefined;
  parser ??= createParser();
  sanitize ??= createSanitizer(window);
  try {
    const environment = {};
    const tokens = parser.parse(text, environment);
    let count = tokens.length;
    for (const token of tokens) count += token.children?.length ?? 0;
    if (count > MAX_TOKENS) return undefined;
    return sanitize(parser.renderer.render(tokens, parser.options, environment));
  } catch {
    // Whatever a text does to the parser, the reader still gets the text.
    return undefined;
  }
}
