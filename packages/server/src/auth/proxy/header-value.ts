import type { AuthRequest } from "@vibedeck/core";

/** Characters that a header's value may have. */
const MAX_VALUE = 512;

/** Characters of a list. */
const MAX_LIST = 16_384;

const MAX_ITEMS = 1_000;

/**
 * The value of a header that is there exactly once. A list is two people's word: a proxy that adds to a header instead
 * of replacing it lets through what the browser sent.
 */
export function onlyValue(request: AuthRequest, header: string): string | undefined {
  const text = headerText(request, header, MAX_VALUE);
  return text?.includes(",") === true ? undefined : text;
}

/** The same for what people read: there, a comma is a comma. */
export function plainText(request: AuthRequest, header: string): string | undefined {
  return headerText(request, header, MAX_VALUE);
}

/** The items of a header that lists them with commas between. */
export function listOf(request: AuthRequest, header: string): readonly string[] {
  const items = (headerText(request, header, MAX_LIST) ?? "").split(",").map((item) => item.trim());
  return items.filter((item) => item !== "").slice(0, MAX_ITEMS);
}

function headerText(request: AuthRequest, header: string, max: number): string | undefined {
  const [only, ...more] = request.headers.get(header) ?? [];
  if (only === undefined || more.length > 0) return undefined;
  const text = fromUtf8(only);
  return text === undefined || text.trim() === "" || text.length > max ? undefined : text;
}

/** Node.js reads headers as Latin-1 (RFC 9110, 5.5); proxies send UTF-8. */
function fromUtf8(raw: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(raw, "latin1"));
  } catch {
    return undefined;
  }
}
