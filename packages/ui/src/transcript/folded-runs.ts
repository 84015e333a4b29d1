import type { Message } from "@vibedeck/core";

/** Fewer folded messages in a row than this stay lines of their own. */
const SHORTEST = 2;
/** Kinds that the line of a run names. */
const NAMED = 4;
/** Longest name of a kind, in characters. */
const LONGEST = 32;

/** What stands at one place of a transcript: a message, or a run of folded ones. */
export interface Item {
  /** The id of its first message. */
  readonly id: string;
  /** The index of its first message in the list that was cut. */
  readonly at: number;
  /** One message, or the run. */
  readonly messages: readonly Message[];
}

/** Puts folded messages that follow each other together; all others stay single. Nothing is left out or reordered. */
export function foldedRuns(messages: readonly Message[]): readonly Item[] {
  const items: Item[] = [];
  for (let at = 0; at < messages.length; ) {
    let end = at;
    while (end < messages.length && isQuiet(messages[end])) end += 1;
    const run = end - at >= SHORTEST;
    const last = run ? end : Math.max(end, at + 1);
    if (run) items.push(item(messages, at, end));
    else for (let one = at; one < last; one += 1) items.push(item(messages, one, one + 1));
    at = last;
  }
  return items;
}

/** What a run holds, most frequent first: `12 folded: stop hook, date …`. */
export function runLabel(messages: readonly Message[]): { readonly count: string; readonly kinds: string } {
  const counts = new Map<string, number>();
  for (const { folded = "" } of messages) {
    const kind = kindOf(folded);
    if (kind !== "") counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([kind]) => kind);
  const named = kinds.slice(0, NAMED).join(", ");
  return { count: `${messages.length} folded`, kinds: kinds.length > NAMED ? `${named} …` : named };
}

function isQuiet(message: Message | undefined): boolean {
  return message?.folded !== undefined && !message.prompt;
}

function item(messages: readonly Message[], at: number, end: number): Item {
  return { id: messages[at]?.id ?? "", at, messages: messages.slice(at, end) };
}

/** A label without what differs from one line to the next. */
function kindOf(label: string): string {
  const kind = (label.split(":", 1)[0] ?? "").trim();
  return kind.length > LONGEST ? `${kind.slice(0, LONGEST)}…` : kind;
}
