import { isAscii } from "node:buffer";
import type { EntryProblem, RawEntry } from "../entry.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { JsonlLimits, SkimPlan } from "./limits.ts";
import { withinLimits } from "./within-limits.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Parses the line `[start, end)` of a buffer, its line feed included.
 * @param offset Where the line begins in the file.
 * @returns `undefined` for a line without content.
 */
export function parseLine(
  buffer: Buffer,
  start: number,
  end: number,
  offset: number,
  limits: JsonlLimits,
  skim?: SkimPlan,
): RawEntry | undefined {
  const from = start + byteOrderMark(buffer, start, end);
  const to = contentEnd(buffer, from, end);
  if (buffer[from] !== OPENING_BRACE && isBlank(buffer, from, to)) return undefined;
  const bytes = end - start;
  const value =
    (skim === undefined ? undefined : skimmed(buffer, from, to, skim)) ?? parse(decode(buffer, from, to));
  if (value === undefined) return bad("invalid-json");
  if (!isObject(value)) return bad("not-an-object");
  if (!withinLimits(value, limits.depth, limits.nodes)) return bad("too-deep");
  return { offset, bytes, value };

  function bad(problem: EntryProblem): RawEntry {
    return { offset, bytes, problem, excerpt: excerptOf(buffer.subarray(from, to), limits) };
  }
}

/** The placeholder of a line that is too long to be parsed; `head` is its beginning. */
export function tooLong(offset: number, bytes: number, head: Buffer, limits: JsonlLimits): RawEntry {
  return { offset, bytes, problem: "too-long", excerpt: excerptOf(head, limits) };
}

/** How many bytes of a line an excerpt needs: UTF-8 takes at most three bytes for a UTF-16 unit. */
export function excerptBytes(limits: JsonlLimits): number {
  return limits.excerpt * 3;
}

function excerptOf(line: Buffer, limits: JsonlLimits): string {
  const text = line.toString("utf8", 0, Math.min(line.length, excerptBytes(limits))).slice(0, limits.excerpt);
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

/** Files written by Windows programs, or put together from several, have a byte order mark at the start of a line. */
function byteOrderMark(buffer: Buffer, start: number, end: number): number {
  const found =
    buffer[start] === 0xef && end - start > 3 && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf;
  return found ? 3 : 0;
}

function contentEnd(buffer: Buffer, from: number, end: number): number {
  const to = buffer[end - 1] === LINE_FEED ? end - 1 : end;
  return to > from && buffer[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
}

function isBlank(buffer: Buffer, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    const byte = buffer[index];
    if (byte !== 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) return false;
  }
  return true;
}

/** Lines shorter than this, and rests shorter than that, are not worth a search. */
const SKIM_LINE = 4_096;
const SKIM_REST = 2_048;

/**
 * The object without a member and what follows it. The text before it only parses, with a closing brace added, when
 * the member is one of the outermost object.
 */
function skimmed(
  buffer: Buffer,
  from: number,
  to: number,
  { bytes, needs }: SkimPlan,
): JsonObject | undefined {
  if (to - from < SKIM_LINE || buffer[to - 1] !== CLOSING_BRACE) return undefined;
  const found = buffer.subarray(from, to).indexOf(bytes);
  if (found === -1 || to - from - found < SKIM_REST) return undefined;
  const value = parse(`${decode(buffer, from, from + found)}}`);
  return isObject(value) && needs.every((name) => Object.hasOwn(value, name)) ? value : undefined;
}

/** One-byte strings decode and parse much faster than two-byte ones, and most lines are pure ASCII. */
function decode(buffer: Buffer, from: number, to: number): string {
  const ascii = isAscii(buffer.subarray(from, to));
  return buffer.toString(ascii ? "latin1" : "utf8", from, to);
}

/** `undefined`, which no JSON text gives, when the text is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is wrong with the line does not matter: the excerpt shows it.
    return undefined;
  }
}
