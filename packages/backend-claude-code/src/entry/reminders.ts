/** What the tool chain adds before or after what a text really says. */
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

/** A text and what was cut off it. */
export interface CutText {
  readonly text: string;
  /** The inserts in order, without their tags. */
  readonly inserts: readonly string[];
}

/**
 * Cuts system reminders and notes of an editor off the beginning and the end of a text. What stands in the middle
 * stays: there it is something that a person or a program wrote about them.
 */
export function cutInserts(text: string): CutText {
  const before: string[] = [];
  const after: string[] = [];
  let rest = text;
  for (;;) {
    const first = cutFirst(rest);
    if (first === undefined) break;
    before.push(first.insert);
    rest = first.rest;
  }
  for (;;) {
    const last = cutLast(rest);
    if (last === undefined) break;
    after.push(last.insert);
    rest = last.rest;
  }
  return { text: rest, inserts: [...before, ...after.reverse()] };
}

interface Cut {
  readonly insert: string;
  readonly rest: string;
}

function cutFirst(text: string): Cut | undefined {
  const head = text.trimStart();
  for (const tag of INSERTS) {
    const open = `<${tag}>`;
    const close = `</${tag}>`;
    const end = head.startsWith(open) ? head.indexOf(close) : -1;
    if (end >= 0) {
      return {
        insert: head.slice(open.length, end).trim(),
        rest: head.slice(end + close.length).trimStart(),
      };
    }
  }
  return undefined;
}

function cutLast(text: string): Cut | undefined {
  const tail = text.trimEnd();
  for (const tag of INSERTS) {
    const open = `<${tag}>`;
    const close = `</${tag}>`;
    const start = tail.endsWith(close) ? tail.lastIndexOf(open) : -1;
    if (start >= 0) {
      const insert = tail.slice(start + open.length, tail.length - close.length).trim();
      return { insert, rest: tail.slice(0, start).trimEnd() };
    }
  }
  return undefined;
}
