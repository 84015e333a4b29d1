import { type AuthEntry, PROXY_AUTH } from "./auth-table.ts";
import { nameOf, type Origin } from "./layers.ts";
import type { ServeSettings } from "./load-config.ts";
import type { ConfigProblem } from "./problem.ts";

/** What `[serve]` lacks, or has too much, for people to sign in. */
export function authContradictions(
  { use, where }: AuthEntry,
  serve: Pick<ServeSettings, "publicUrl" | "insecureNoAuth" | "trustedProxies">,
  originOf: (name: string) => Origin,
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const { publicUrl, insecureNoAuth, trustedProxies } = serve;
  if (publicUrl === undefined) problems.push({ where: where(), text: NO_PUBLIC_URL });
  else if (!isSafe(publicUrl))
    problems.push({ where: nameOf(originOf("serve.public_url")), text: NOT_ENCRYPTED });
  if (insecureNoAuth) problems.push({ where: nameOf(originOf("serve.insecure_no_auth")), text: NOT_BOTH });
  if (use === PROXY_AUTH && trustedProxies.length === 0)
    problems.push({ where: where("use"), text: NO_PROXIES });
  return problems;
}

const NO_PUBLIC_URL =
  '[auth] needs "public_url" under [serve]: the address by which browsers reach this server, such as "https://deck.example".';
const NOT_ENCRYPTED =
  '"public_url" must begin with https:// where people sign in; http:// is only for localhost, 127.0.0.1 and [::1]. Put a proxy with a certificate before the server.';
const NOT_BOTH = '"insecure_no_auth" and [auth] exclude each other: take one of them out.';
const NO_PROXIES =
  'use = "proxy" needs "trusted_proxies" under [serve]: the addresses of the proxy that signs people in, such as ["127.0.0.1"]. Without it anybody could say who they are.';

/** Whether a sign-in can go over it: encrypted, or not over any network. */
function isSafe(publicUrl: string): boolean {
  if (!URL.canParse(publicUrl)) return false;
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === "https:" || /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
