type Range = readonly [number, number];

const MAX_LENGTH = 2000;
const WORD = /[\p{L}\p{N}_]/u;

/**
 * The part of two similar lines that differs, widened to whole words.
 * @returns `undefined` when they have too little in common for it to say anything.
 */
export function changedPart(before: string, after: string): { before: Range; after: Range } | undefined {
  if (before === after || before.length > MAX_LENGTH || after.length > MAX_LENGTH) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  while (start > 0 && isWord(before[start - 1]) && (isWord(before[start]) || isWord(after[start]))) start--;
  while (end > 0 && isWord(before[before.length - end]) && splitsWord(before, after, end)) end--;
  const common = before.slice(0, start).trim().length + before.slice(before.length - end).trim().length;
  if (common * 3 < Math.max(before.trim().length, after.trim().length)) return undefined;
  return { before: [start, before.length - end], after: [start, after.length - end] };
}

function splitsWord(before: string, after: string, end: number): boolean {
  return isWord(before[before.length - end - 1]) || isWord(after[after.length - end - 1]);
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && WORD.test(character);
}
