/**
 * What shows nothing, or shows what follows it somewhere else: control characters, direction marks, spaces that are
 * none, blanks that look like letters, and the tags that can hold a whole hidden text.
 */
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

/** Joiners and variations that belong to the letters and pictures around them. */
const BELONGS = /[\u200c\u200d\ufe0e\ufe0f]/u;

/** Longest text that is looked through, in UTF-16 units; what is longer is nothing that a person reads before a yes. */
const LONGEST = 2_000_000;

/** A text in which nothing hides: characters that a reader cannot see stand in it as their code points. */
export function inPlainSight(text: string): string {
  if (text.length > LONGEST) return `${inPlainSight(text.slice(0, LONGEST))}…`;
  return text.replace(UNSEEN, (character, at: number) => {
    if (character === "\r" && text[at + 1] === "\n") return "";
    if (BELONGS.test(character) && at > 0 && text.charCodeAt(at - 1) > 0xff) return character;
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** Whether a text holds something that {@link inPlainSight} has to show. */
export function hidesSomething(text: string): boolean {
  return inPlainSight(text) !== text.replaceAll("\r\n", "\n");
}

/** The same value with every string in it in plain sight; names of fields stay. At most 32 levels deep. */
export function allInPlainSight<Value>(value: Value): Value {
  return shown(value, 0) as Value;
}

function shown(value: unknown, depth: number): unknown {
  if (typeof value === "string") return inPlainSight(value);
  if (typeof value !== "object" || value === null || depth > 32) return value;
  if (Array.isArray(value)) return value.map((item) => shown(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shown(item, depth + 1)]));
}
