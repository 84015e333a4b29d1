/** Where the page lives, as {@link returnTo} needs it. */
export interface ReturnPlace {
  /** Where people reach the server; only its origin counts. */
  readonly publicUrl: URL;
  /** Empty, or like `/deck`. */
  readonly basePath: string;
}

/** Characters that an address to return to may have, before and after it is written anew. */
const MAX_LENGTH = 2_048;

/** What browsers drop or read as a slash (WHATWG URL, 4.4), and DEL. */
const TREACHEROUS = /[\p{Cc}\\]/u;

/**
 * The path, query and fragment to go to after sign-in. What is not an address of this very page becomes its beginning:
 * a link to our sign-in must not be a way to send people elsewhere. Written anew by the same parser that browsers use,
 * so that nothing is left to be read in two ways. Never throws.
 */
export function returnTo(value: unknown, { publicUrl, basePath }: ReturnPlace): string {
  const home = `${basePath}/`;
  if (typeof value !== "string" || value.length > MAX_LENGTH) return home;
  if (!value.startsWith("/") || value.startsWith("//") || TREACHEROUS.test(value)) return home;
  if (!URL.canParse(value, publicUrl.origin)) return home;
  const { origin, username, password, pathname, search, hash } = new URL(value, publicUrl.origin);
  if (origin !== publicUrl.origin || username !== "" || password !== "") return home;
  if (pathname.startsWith("//") || !isInside(pathname, basePath)) return home;
  const written = `${pathname}${search}${hash}`;
  return written.length > MAX_LENGTH ? home : written;
}

/** Below the base path, and no address of sign-in itself: that would go round in circles, or sign people out. */
function isInside(pathname: string, basePath: string): boolean {
  if (pathname !== basePath && !pathname.startsWith(`${basePath}/`)) return false;
  return !/^\/auth(?:\/|$)/i.test(pathname.slice(basePath.length));
}
