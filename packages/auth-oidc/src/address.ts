/** Where plain http is good enough: the answers that arrive by it can be anybody's. */
export type PlainHttp = "nowhere" | "loopback" | "anywhere";

/** Whether a host is this machine, so that nobody on the way can change what it says. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Whether something may be sent to an address, or believed that comes from there. */
export function mayTalkTo(url: URL, plainHttp: PlainHttp): boolean {
  if (url.username !== "" || url.password !== "") return false;
  if (url.protocol === "https:") return true;
  return (
    url.protocol === "http:" && (plainHttp === "anywhere" || (plainHttp === "loopback" && isLoopback(url)))
  );
}

/** What is wrong with an address in the configuration, as a sentence; `undefined` when nothing is. */
export function addressProblem(text: string, insecureAllowed: boolean): string | undefined {
  if (!URL.canParse(text)) return "This is no address: write it in full, beginning with https://";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return "This address is not https: write it in full, beginning with https://";
  }
  if (url.username !== "" || url.password !== "") {
    return "A name or password may not stand in an address: client_id and client_secret say who asks";
  }
  if (url.hash !== "") return "An address of a provider has no part after #: leave it out";
  if (url.protocol === "https:" || insecureAllowed || isLoopback(url)) return undefined;
  return "Over plain http, anybody on the way could sign in as anybody: use https, or, where you trust every machine on the way, allow_insecure_issuer = true";
}

/**
 * The issuer that a metadata address speaks for (OpenID Connect Discovery 1.0, 4; RFC 8414, 3), without a slash at its
 * end; `undefined` for an address that is no metadata address.
 */
export function issuerOf({ origin, pathname }: URL): string | undefined {
  const parts = /^(.*)\/\.well-known\/(?:openid-configuration|oauth-authorization-server)(\/.+)?$/.exec(
    pathname,
  );
  if (parts === null) return undefined;
  const [, before = "", after = ""] = parts;
  return before !== "" && after !== "" ? undefined : withoutSlash(`${origin}${before}${after}`);
}

/** An address without one slash at its end: issuers may have it, and their metadata addresses do not show it. */
export function withoutSlash(address: string): string {
  return address.endsWith("/") ? address.slice(0, -1) : address;
}
