/// <reference lib="es2024.string" />

/** Longest text of one field that is passed on, in UTF-16 code units. */
const TEXT_LIMIT = 1_000_000;

/**
 * Makes a stranger's text safe to encode and to hold: lone surrogates become U+FFFD, and what is longer than
 * {@link TEXT_LIMIT} is cut with a note at the end that says how much is missing.
 */
export function safeText(text: string, limit: number = TEXT_LIMIT): string {
  if (text.length <= limit) return text.toWellFormed();
  const missing = Buffer.byteLength(text.slice(limit));
  return `${text.slice(0, limit).toWellFormed()}\n… truncated, ${missing} bytes left out`;
}

/** The first non-blank line of a text, shortened to at most `limit` characters. For labels and one-line summaries. */
export function firstLine(text: string, limit: number = 120): string {
  const trimmed = text.slice(0, 10_000).trimStart();
  const end = trimmed.search(/[\r\n]/);
  const line = (end < 0 ? trimmed : trimmed.slice(0, end)).trimEnd();
  return (line.length > limit ? `${line.slice(0, limit - 1)}…` : line).toWellFormed();
}
