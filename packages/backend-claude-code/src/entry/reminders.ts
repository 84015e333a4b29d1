/** What the tool chain adds inside other texts, before or after what they really say. */
const INSERTS: readonly string[] = [
  "system-reminder",
  "ide_opened_file",
  "ide_selection",
  "ide_diagnostics",
  "new-diagnostics",
  "user-prompt-submit-hook",
  "session-start-hook",
  "post-tool-use-hook",
];

/** A text and what was cut out of it. */
export interface CutText {
  readonly text: string;
  /** The inserts in order, without their tags. */
  readonly inserts: readonly string[];
}

/** Cuts system reminders and notes of an editor out of a text. An insert that is not closed stays where it is. */
export function cutInserts(text: string): CutText {
  if (!INSERTS.some((tag) => text.includes(`<${tag}>`))) return { text, inserts: [] };
  const inserts: string[] = [];
  let rest = text;
  for (const tag of INSERTS) rest = cutTag(rest, tag, inserts);
  return { text: inserts.length === 0 ? text : rest.trim(), inserts };
}

function cutTag(text: string, tag: string, inserts: string[]): string {
  const open = `<${tag}>`;
  const close = `</${tag}>`;
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start);
    if (start < 0 || end < 0) break;
    kept.push(text.slice(at, start));
    inserts.push(text.slice(start + open.length, end).trim());
    at = end + close.length;
  }
  kept.push(text.slice(at));
  return kept.join("");
}
