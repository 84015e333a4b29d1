/** What the caret stands in that can be completed. */
export interface Trigger {
  readonly kind: "command" | "mention";
  /** What was typed after the mark. */
  readonly query: string;
  /** Where the mark stands, and where the word ends. */
  readonly from: number;
  readonly to: number;
}

/** Something to choose. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** What stands in the text instead of the word. */
  readonly insert: string;
  /** Completion goes on behind it: a folder. */
  readonly more?: boolean;
  readonly icon: "command" | "agent" | "file" | "folder";
}

/** Longer words are no names. */
const MAX_WORD = 200;

/**
 * The word at the caret when it can be completed: `/` at the beginning of the text, `@` at the beginning of a word
 * (what Claude Code 2.1.330 counts as one: no parenthesis goes before it). A quoted mention (`@"a b`) goes up to its quote.
 */
export function triggerAt(text: string, caret: number): Trigger | undefined {
  if (text.startsWith("/") && caret > 0) {
    const word = text.slice(1, caret);
    if (word.length <= MAX_WORD && !/\s/.test(word))
      return { kind: "command", query: word, from: 0, to: wordEnd(text, caret) };
  }
  const start = text.slice(Math.max(0, caret - MAX_WORD), caret);
  const match = /(?:^|[\s。、？！])@("?)([^\s"]*|(?<=")[^"\n]*)$/.exec(start);
  if (match === null) return undefined;
  const query = match[2] ?? "";
  const quote = match[1] ?? "";
  const from = caret - query.length - quote.length - 1;
  const to = quote === "" ? wordEnd(text, caret) : caret;
  return { kind: "mention", query, from, to };
}

/** The choices whose label has the query, best first: at its beginning, at the beginning of a part, anywhere. */
export function matching(choices: readonly Choice[], query: string, max: number): readonly Choice[] {
  const wanted = query.toLowerCase();
  const ranks = choices.map((choice) => ({ choice, rank: rankOf(choice.label.toLowerCase(), wanted) }));
  return ranks
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, max)
    .map(({ choice }) => choice);
}

/** A mention's query as the folder to look into and the beginning of a name in it. */
export function splitPath(query: string): { readonly folder: string; readonly name: string } {
  const slash = query.lastIndexOf("/");
  return { folder: query.slice(0, slash + 1), name: query.slice(slash + 1) };
}

/** A path as a mention; one with spaces is quoted. */
export function mentionOf(path: string): string {
  return /[\s"]/.test(path) ? `@"${path.replaceAll('"', "")}"` : `@${path}`;
}

/** The text with a choice in it, and where the caret is then. */
export function complete(
  text: string,
  trigger: Trigger,
  choice: Choice,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(trigger.to);
  // Inside the quotes of a folder the next name follows.
  const insert = choice.more === true ? choice.insert.replace(/"$/, "") : choice.insert;
  const space = choice.more === true || /^\s/.test(rest) ? "" : " ";
  const before = text.slice(0, trigger.from) + insert + space;
  const caret = before.length + (space === "" && choice.more !== true ? 1 : 0);
  return { text: before + rest, caret: Math.min(caret, before.length + rest.length) };
}

function wordEnd(text: string, caret: number): number {
  const space = text.slice(caret).search(/\s/);
  return space < 0 ? text.length : caret + space;
}

function rankOf(label: string, wanted: string): number {
  const at = label.indexOf(wanted);
  if (at < 0) return 3;
  if (at === 0) return 0;
  return /[\s:/._-]/.test(label[at - 1] ?? "") ? 1 : 2;
}
