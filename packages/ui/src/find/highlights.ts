const NAME = "vibedeck-find";
/** Most places that are coloured at once. */
const MAX_RANGES = 2000;

/**
 * Colours where a text occurs in some elements, without touching them. Browsers without the highlight interface show
 * the found messages by their frame alone.
 */
export function highlight(elements: Iterable<Element>, sought: string): void {
  if (!("highlights" in CSS)) return;
  const needle = sought.trim().toLocaleLowerCase();
  const ranges: Range[] = [];
  if (needle !== "") for (const element of elements) addRanges(element, needle, ranges);
  if (ranges.length === 0) CSS.highlights.delete(NAME);
  else CSS.highlights.set(NAME, new Highlight(...ranges));
}

/** The first place in an element where a text occurs. */
export function placeIn(element: Element, sought: string): Range | undefined {
  const needle = sought.trim().toLocaleLowerCase();
  const ranges: Range[] = [];
  if (needle !== "") addRanges(element, needle, ranges);
  return ranges.find((range) => range.getClientRects().length > 0);
}

function addRanges(element: Element, needle: string, ranges: Range[]): void {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.nodeValue?.toLocaleLowerCase() ?? "";
    // Some letters change their length in lower case: then places would be wrong.
    if (text.length !== node.nodeValue?.length) continue;
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      if (ranges.length >= MAX_RANGES) return;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + needle.length);
      ranges.push(range);
    }
  }
}
