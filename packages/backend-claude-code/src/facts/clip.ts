/**
 * Shortens a stranger's text to one line of at most `max` characters and copies it: a mere slice would keep the
 * whole original (perhaps a megabyte) in memory for as long as the state lives. Blank text gives `null`.
 */
export function clip(text: string, max: number): string | null {
  const flat = text
    .slice(0, max * 4)
    .replace(/\s+/g, " ")
    .trim();
  if (flat === "") return null;
  return detach(flat.length > max ? `${flat.slice(0, max - 1)}…` : flat);
}

/** Keeps an identifier or a path as it is; `null` when it is empty or longer than any honest one. */
export function keep(text: unknown, max: number): string | null {
  return typeof text === "string" && text !== "" && text.length <= max ? text : null;
}

/** Copies a text, so that it does not hold the longer one that it was cut from. */
export function detach(text: string): string {
  return Buffer.from(text).toString();
}
