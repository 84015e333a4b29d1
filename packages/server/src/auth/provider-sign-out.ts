import type { Authenticator } from "@vibedeck/core";
import { within } from "./within.ts";

/** What {@link providerSignOut} takes. */
export interface SignOutPlace {
  readonly authenticator: Authenticator;
  readonly publicUrl: URL;
  readonly basePath: string;
}

/** People wait for a page meanwhile that is good without it, too. In milliseconds. */
const LIMIT_MS = 3_000;

/**
 * The page where the provider's own sign-in ends; `undefined` when it has none, or does not say so in time. What a
 * provider calls its address is put into links: nothing but an address of a web page is taken.
 */
export async function providerSignOut(place: SignOutPlace): Promise<string | undefined> {
  const { authenticator, publicUrl, basePath } = place;
  if (authenticator.signOutUrl === undefined) return undefined;
  const back = `${publicUrl.origin}${basePath}/auth/sign-in`;
  try {
    const url: unknown = await within(LIMIT_MS, async () => authenticator.signOutUrl?.(back));
    return typeof url === "string" ? webAddress(url, publicUrl) : undefined;
  } catch {
    // Signing out here has worked, or a page is shown: neither depends on it.
    return undefined;
  }
}

/** An absolute address, when it is one of the web. */
export function webAddress(text: string, base?: URL): string | undefined {
  if (text.length > 8_192 || !URL.canParse(text, base?.origin)) return undefined;
  const { href, protocol } = new URL(text, base?.origin);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}
