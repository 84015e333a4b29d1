/** What a tailer must find, said in the simplest way: the complete lines of a file that is small enough to split. */
export function naiveLines(content: Buffer): { offset: number; bytes: number; text: string }[] {
  const lines: { offset: number; bytes: number; text: string }[] = [];
  let start = 0;
  for (let index = 0; index < content.length; index++) {
    if (content[index] !== 0x0a) continue;
    lines.push({ offset: start, bytes: index + 1 - start, text: content.toString("utf8", start, index) });
    start = index + 1;
  }
  return lines;
}
