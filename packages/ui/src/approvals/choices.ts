import type { Question } from "@vibedeck/core";

/** What was chosen of one question: indexes of its options, and words of the reader's own. */
export interface Choice {
  readonly picked: ReadonlySet<number>;
  readonly other: string;
  /** Whether those words count. */
  readonly useOther: boolean;
}

export const NO_CHOICE: Choice = { picked: new Set(), other: "", useOther: false };

/** Picks an option, or takes it back; of a question with one answer the others go. */
export function pick(question: Question, choice: Choice, option: number): Choice {
  if (!question.multiple) return { ...choice, picked: new Set([option]), useOther: false };
  const picked = new Set(choice.picked);
  if (!picked.delete(option)) picked.add(option);
  return { ...choice, picked };
}

/** Makes the reader's own words count, or not. */
export function pickOther(question: Question, choice: Choice, use: boolean): Choice {
  return { ...choice, useOther: use, picked: use && !question.multiple ? new Set() : choice.picked };
}

/** The answer as the tool wants it; `undefined` while there is none. */
export function answerOf(question: Question, choice: Choice): string | undefined {
  const labels = question.options.flatMap(({ label }, index) => (choice.picked.has(index) ? [label] : []));
  const other = choice.useOther ? choice.other.trim() : "";
  if (choice.useOther && other === "") return undefined;
  const all = other === "" ? labels : [...labels, other];
  return all.length === 0 ? undefined : all.join(", ");
}

/** All answers by the text of their question; `undefined` while one is missing. */
export function answersOf(
  questions: readonly Question[],
  choices: readonly Choice[],
): Readonly<Record<string, string>> | undefined {
  const pairs: [string, string][] = [];
  for (const [index, question] of questions.entries()) {
    const answer = answerOf(question, choices[index] ?? NO_CHOICE);
    if (answer === undefined) return undefined;
    pairs.push([question.question, answer]);
  }
  return Object.fromEntries(pairs);
}
