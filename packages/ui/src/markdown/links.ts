const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/**
 * Tells where an address from a transcript leads, for those that may become links.
 * @returns the parsed address, or `undefined` for what is relative, malformed, or of another scheme than http, https
 * and mailto. Browsers drop tabs and newlines inside a scheme, and so does the parser used here.
 */
export function safeLink(address: string): URL | undefined {
  if (address.length > 8192) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && PROTOCOLS.has(url.protocol) ? url : undefined;
}

/** What a reader should know of where a link leads: the host, or the mail address. */
export function linkPlace(url: URL): string {
  return url.protocol === "mailto:" ? url.pathname : url.host;
}
