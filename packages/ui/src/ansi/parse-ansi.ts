import { applySgr, PLAIN, type Style } from "./sgr.ts";

/** A stretch of text of one look. */
export interface AnsiRun {
  readonly text: string;
  readonly style: Style;
}

/** After this many runs the rest keeps one look. */
const MAX_RUNS = 4000;

// One alternative per kind of sequence, none of which can match the same text in two ways. A sequence that never
// ends takes the rest of its line only, so that it cannot hide a whole output.
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  /(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~])?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x9c|\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g;

/**
 * Splits terminal output into runs. Colours and weights (SGR) are kept; titles, links, clipboard writes, cursor moves
 * and every other control sequence are dropped. A line that was overwritten by a carriage return shows its last state.
 */
export function parseAnsi(input: string): readonly AnsiRun[] {
  const text = settleReturns(input);
  const runs: AnsiRun[] = [];
  let style = PLAIN;
  let pending = "";
  let position = 0;
  SEQUENCE.lastIndex = 0;
  for (let match = SEQUENCE.exec(text); match !== null; match = SEQUENCE.exec(text)) {
    pending += text.slice(position, match.index);
    position = SEQUENCE.lastIndex;
    if (match[2] !== "m" || runs.length >= MAX_RUNS) continue;
    const next = applySgr(style, match[1] ?? "");
    if (next === style) continue;
    if (pending !== "") runs.push({ text: pending, style });
    pending = "";
    style = next;
  }
  pending += text.slice(position);
  if (pending !== "") runs.push({ text: pending, style });
  return runs;
}

/** The text without any control sequence: for copying and for counting. */
export function stripAnsi(input: string): string {
  return settleReturns(input).replace(SEQUENCE, "");
}

function settleReturns(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .replaceAll(/\r+\n/g, "\n")
    .split("\n")
    .map((line) => line.slice(line.lastIndexOf("\r", line.length - 2) + 1))
    .join("\n");
}
