/**
 * Code points that show nothing, or show what follows them somewhere else: control characters, direction marks,
 * spaces that are none, blanks that look like letters, and the tags that can hold a whole hidden text. First and last
 * of each run; tab and line feed are not among them.
 */
const UNSEEN: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xe0000, 0xe0fff],
];

/** Joiners and variations, which belong to the letters and pictures around them. */
const BELONGS: ReadonlySet<number> = new Set([0x200c, 0x200d, 0xfe0e, 0xfe0f]);

/** Longest text that is looked through, in UTF-16 units; what is longer is nothing that a person reads before a yes. */
const LONGEST = 2_000_000;

/** A text in which nothing hides: characters that a reader cannot see stand in it as their code points. */
export function inPlainSight(text: string): string {
  if (text.length > LONGEST) return `${inPlainSight(text.slice(0, LONGEST))}…`;
  let shown = "";
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0;
    const width = code > 0xffff ? 2 : 1;
    if (hides(code) && !isAtHome(text, at, code)) {
      shown += text.slice(from, at) + (code === 0x0d && text[at + 1] === "\n" ? "" : named(code));
      from = at + width;
    }
    at += width - 1;
  }
  return from === 0 ? text : shown + text.slice(from);
}

/** Whether a text holds something that {@link inPlainSight} has to show. */
export function hidesSomething(text: string): boolean {
  return inPlainSight(text) !== text.replaceAll("\r\n", "\n");
}

/** The same value with every string in it in plain sight; names of fields stay. At most 32 levels deep. */
export function allInPlainSight<Value>(value: Value): Value {
  return shownDeep(value, 0) as Value;
}

function hides(code: number): boolean {
  if (code > 0x1f && code < 0x7f) return false;
  return UNSEEN.some(([first, last]) => code >= first && code <= last);
}

function isAtHome(text: string, at: number, code: number): boolean {
  return BELONGS.has(code) && at > 0 && text.charCodeAt(at - 1) > 0xff;
}

function named(code: number): string {
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

function shownDeep(value: unknown, depth: number): unknown {
  if (typeof value === "string") return inPlainSight(value);
  if (typeof value !== "object" || value === null || depth > 32) return value;
  if (Array.isArray(value)) return value.map((item) => shownDeep(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shownDeep(item, depth + 1)]));
}
