/** A text as the database can keep it: no longer than `max` characters, and nothing that would end it early. */
export function keptText(text: string | undefined, max: number): string | undefined {
  return text?.slice(0, max).toWellFormed().replaceAll("\0", "\ufffd");
}

/**
 * Whether the database gives a text back exactly as it was. It ends texts at a NUL and cannot hold half a surrogate
 * pair, and two names that become the same must not be the same person.
 */
export function isKeepable(text: string, max: number): boolean {
  return text !== "" && text.length <= max && !text.includes("\0") && text.isWellFormed();
}
