/** The text between the first `<name>` and the next `</name>`; to the end when it is not closed. */
export function tagText(text: string, name: string): string | undefined {
  const open = text.indexOf(`<${name}>`);
  if (open < 0) return undefined;
  const start = open + name.length + 2;
  const end = text.indexOf(`</${name}>`, start);
  return end < 0 ? text.slice(start) : text.slice(start, end);
}

/** Whether a text begins, blanks aside, with `<name>`. */
export function startsWithTag(text: string, name: string): boolean {
  return text.trimStart().startsWith(`<${name}>`);
}
