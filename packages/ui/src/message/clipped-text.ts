import { html, type TemplateResult } from "lit";
import { clipped } from "./clipped.ts";

/** Lines shown of an output before the reader asks for the rest. */
export const OUTPUT_LINES = 20;
/** A line longer than this counts as several, so that one endless line is clipped too. */
const LINE_LENGTH = 400;

/** Shows the first lines of a text, each ending where it did, and a button for the rest. */
export function clippedText(
  text: string,
  show: (text: string) => TemplateResult,
  first: number = OUTPUT_LINES,
): TemplateResult {
  const pieces = linesOf(text);
  return html`${clipped(pieces, first, (shown) => show(shown.join("").replace(/\n+$/, "")), "lines")}`;
}

/** How many lines a text has; an empty end does not count. */
export function countLines(text: string): number {
  let lines = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

function linesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const feed = text.indexOf("\n", from);
    const end = Math.min(feed === -1 ? text.length : feed + 1, wholeCharacter(text, from + LINE_LENGTH));
    pieces.push(text.slice(from, end));
    from = end;
  }
  return pieces;
}

function wholeCharacter(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}
